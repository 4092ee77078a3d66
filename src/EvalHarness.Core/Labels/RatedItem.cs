namespace EvalHarness.Labels;

/// <summary>One item with everything that people and judges gave it.</summary>
public sealed record RatedItem
{
    /// <summary>The item's id.</summary>
    public required string Id { get; init; }

    /// <summary>The sample that it is an output of; outputs of one sample are compared with one another.</summary>
    public required string SampleId { get; init; }

    /// <summary>Scores on the question's scale, by labeller.</summary>
    public required IReadOnlyDictionary<string, double> People { get; init; }

    /// <summary>
    /// What people come to together: settled, agreed, or what most say; <c>null</c> while they differ.
    /// </summary>
    public required double? Grade { get; init; }

    /// <summary>Scores by judge; <c>null</c> for a judge that was asked and gave none.</summary>
    public IReadOnlyDictionary<string, double?> Judges { get; init; } = new Dictionary<string, double?>();

    /// <summary>
    /// Characters of the output; of a pair, the candidate's less the baseline's. <c>null</c> if unknown.
    /// </summary>
    public int? Length { get; init; }

    /// <summary>Slices that it belongs to, such as <c>tag: storm</c>.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];
}
