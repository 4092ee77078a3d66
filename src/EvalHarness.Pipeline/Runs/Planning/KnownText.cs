using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A labelled text.</summary>
/// <param name="Id">Its id in the file; of an output of the task, the sample's.</param>
/// <param name="Fields">Every field of its row.</param>
/// <param name="Text">The judged text; empty where <paramref name="Model"/> says whose it is.</param>
/// <param name="Baseline">The text that it is compared with; <c>null</c> for judges of single texts.</param>
/// <param name="Grade">Its grade.</param>
/// <param name="Model">The model whose output it is; <c>null</c> where its text says so.</param>
internal sealed record KnownText(
    string Id,
    IReadOnlyDictionary<string, string> Fields,
    string Text,
    string? Baseline,
    double Grade,
    string? Model = null)
{
    /// <summary>What tells it from other texts of its sample: the model, or a key of the text.</summary>
    public string Place => Model ?? OutputKey.From(Text);
}
