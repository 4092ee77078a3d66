namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a dataset may ask of the memory and patience of its reader.</summary>
public sealed record DatasetLimits
{
    /// <summary>Largest size of one row in bytes (characters of one field, for CSV and TSV).</summary>
    public int RowBytes { get; init; } = 16 << 20;

    /// <summary>Mistakes after which a check gives up.</summary>
    public int Mistakes { get; init; } = 20;
}
