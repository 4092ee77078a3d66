namespace EvalHarness.Judging;

/// <summary>What the drawing of outputs needs to know of one sample's outputs.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Ordinal">Its place in the dataset, from 0.</param>
/// <param name="Length">Characters of the baseline's output.</param>
/// <param name="Texts">A key of each model's output by model; equal keys mean equal outputs. Errors are absent.</param>
public sealed record JudgedOutput(
    string SampleId, int Ordinal, int Length, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>Models whose output has its grade without a judge: see <see cref="AnswerCheck"/>.</summary>
    public IReadOnlySet<string> Faulty { get; init; } = new HashSet<string>();
}
