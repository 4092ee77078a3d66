namespace EvalHarness.Pipeline.Labels;

/// <summary>A label as a file has it; nothing is checked against a run yet.</summary>
/// <param name="Place">File and line.</param>
internal sealed record FileLabel(string Place)
{
    /// <summary>The item's id, as exported files have it.</summary>
    public string? ItemId { get; init; }

    /// <summary>The sample.</summary>
    public string? SampleId { get; init; }

    /// <summary>The task.</summary>
    public string? Task { get; init; }

    /// <summary>The model that wrote the output.</summary>
    public string? Model { get; init; }

    /// <summary>The output.</summary>
    public string? Output { get; init; }

    /// <summary>Who.</summary>
    public string? Labeller { get; init; }

    /// <summary>The grade as written; empty for a row that is not labelled.</summary>
    public string Value { get; init; } = "";

    /// <summary>
    /// What was done: <c>label</c>, <c>abstain</c>, <c>adjudicate</c>; <c>null</c> where the grade says it.
    /// </summary>
    public string? Action { get; init; }

    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>Why it was changed or settled so.</summary>
    public string? Reason { get; init; }
}
