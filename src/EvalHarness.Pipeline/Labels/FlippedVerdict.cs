namespace EvalHarness.Pipeline.Labels;

/// <summary>An output that two versions of a judge grade differently.</summary>
/// <param name="SampleId">Its sample.</param>
/// <param name="Ordinal">Place of the sample in the dataset; <c>null</c> where nobody labelled the output.</param>
/// <param name="Model">A model that wrote it.</param>
/// <param name="Known">People's grade; <c>null</c> without one.</param>
/// <param name="Score">What the version gives.</param>
/// <param name="Other">What the other version gives.</param>
/// <param name="IsFlip">One of them passes it and the other does not.</param>
public sealed record FlippedVerdict(
    string SampleId, int? Ordinal, string Model, double? Known, double Score, double Other, bool IsFlip);
