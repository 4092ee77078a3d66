namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>What a field of a Parquet file is in JSON.</summary>
internal enum ParquetFieldKind
{
    /// <summary>A text, a number or a truth value: a column.</summary>
    Value,

    /// <summary>An object.</summary>
    Structure,

    /// <summary>A list.</summary>
    List,

    /// <summary>A list of objects with <c>key</c> and <c>value</c>.</summary>
    Map,
}
