namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// Which field of a file is what; <c>null</c> for the usual names, which are those of exported files.
/// </summary>
public sealed record LabelColumns
{
    /// <summary>Field with the sample's id; <c>sample_id</c>, else <c>id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// Field with the grade; <c>grade</c>, else <c>label</c>, <c>value</c>, <c>rating</c> or <c>score</c>.
    /// </summary>
    public string? Value { get; init; }

    /// <summary>Field with the labeller's name; <c>labeller</c>, else <c>annotator</c>.</summary>
    public string? Labeller { get; init; }

    /// <summary>
    /// Fields that are raters: each holds its own grades, a list of them those of several raters. Empty where a row is
    /// one label.
    /// </summary>
    public IReadOnlyList<string> Raters { get; init; } = [];

    /// <summary>Field with the task; <c>task</c>.</summary>
    public string? Task { get; init; }

    /// <summary>Field with the model that wrote the output; <c>model</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Field with the labelled output, where no model is named; <c>output</c>.</summary>
    public string? Output { get; init; }

    /// <summary>Field with a note; <c>note</c>.</summary>
    public string? Note { get; init; }

    /// <summary>What stands between the fields of a delimited file; <c>null</c> to find out.</summary>
    public char? Separator { get; init; }

    /// <summary>Encoding of a delimited file; <c>null</c> for UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Field that identifies a row's sample.</summary>
    internal IReadOnlyList<string> IdNames => Id is null ? ["sample_id", "id"] : [Id];

    /// <summary>Names of the field with the grade.</summary>
    internal IReadOnlyList<string> ValueNames =>
        Value is null ? ["grade", "label", "value", "rating", "score"] : [Value];

    /// <summary>Names of the field with the labeller.</summary>
    internal IReadOnlyList<string> LabellerNames => Labeller is null ? ["labeller", "annotator"] : [Labeller];

    /// <summary>Names that the options chose, which every row must have.</summary>
    internal IEnumerable<string> Required =>
        new[] { Id, Value, Labeller, Task, Model, Output, Note }.OfType<string>().Concat(Raters);
}
