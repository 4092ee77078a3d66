namespace EvalHarness;

/// <summary>What happens to a dataset row that cannot be read.</summary>
public enum BadSamplePolicy
{
    /// <summary>Every bad row is reported and nothing runs.</summary>
    Stop,

    /// <summary>Bad rows are left out, listed and counted in the report.</summary>
    Skip,
}
