namespace EvalHarness.Pipeline.Datasets;

/// <summary>Which field of a row is what. <c>null</c> takes the usual names, where the row has them.</summary>
public sealed record DatasetMapping
{
    /// <summary>Field with the id; <c>id</c>, else a hash of the row's content.</summary>
    public string? Id { get; init; }

    /// <summary>Field with the input; <c>input</c>, else empty.</summary>
    public string? Input { get; init; }

    /// <summary>Field with a conversation; <c>null</c> for samples that are none.</summary>
    public string? Messages { get; init; }

    /// <summary>
    /// Field with one reference or a list; <c>target</c>, <c>targets</c>, <c>reference</c>, <c>references</c>.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Field with the choices of a sample; <c>choices</c>, else none.</summary>
    public string? Choices { get; init; }

    /// <summary>Field that is equal for dependent samples; <c>group</c>.</summary>
    public string? Group { get; init; }

    /// <summary>Field with labels for slices; <c>tags</c>.</summary>
    public string? Tags { get; init; }

    /// <summary>
    /// What stands between the fields of a delimited file; <c>null</c> for a comma in .csv and a tab in .tsv.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>Encoding of a delimited file, by its name; <c>null</c> for UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>
    /// Whether fields of a delimited file may stand in quotes; <c>null</c> for what is usual: in .csv they may, in .tsv
    /// a quote is a character like any other.
    /// </summary>
    public bool? Quoting { get; init; }

    /// <summary>Rows have <c>query</c>, <c>candidates</c> and <c>relevance</c>.</summary>
    public bool IsRanking { get; init; }

    /// <summary>Several rows may have one id, such as the outputs of several models for one sample.</summary>
    public bool RepeatsIds { get; init; }

    /// <summary>Fields that every row must have as text, such as the variables of the prompt.</summary>
    public IReadOnlyCollection<string> RequiredFields { get; init; } = [];
}
