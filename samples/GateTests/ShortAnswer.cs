using EvalHarness;

namespace GateTests;

/// <summary>A metric of one's own: whether an answer has four words at most.</summary>
public sealed class ShortAnswer : IMetric
{
    private const int MostWords = 4;

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(
        "short_answer", HigherIsBetter: true, IsPassFail: true, "Whether the answer has four words at most; 0 or 1.");

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: false) is { } faulty)
        {
            return faulty;
        }

        int words = output.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return new(sample.Id, Definition.Name, words <= MostWords ? 1 : 0);
    }
}
