namespace EvalHarness.Pipeline.Browsing;

/// <summary>A candidate's answer to a sample, beside the baseline's.</summary>
/// <param name="Number">Its place in the dataset's order of all items, from 1.</param>
/// <param name="Task">The task.</param>
/// <param name="Ordinal">Place of the sample in its dataset, from 0.</param>
/// <param name="Model">The candidate.</param>
/// <param name="SampleId">The sample.</param>
/// <param name="Flags">Names of the flags that hold for it.</param>
/// <param name="Scores">Its scores by every metric that has one.</param>
internal sealed record Item(
    long Number,
    string Task,
    int Ordinal,
    string Model,
    string SampleId,
    IReadOnlyList<string> Flags,
    IReadOnlyList<ItemScore> Scores);
