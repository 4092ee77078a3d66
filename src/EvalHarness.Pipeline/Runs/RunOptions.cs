namespace EvalHarness.Pipeline.Runs;

/// <summary>How to execute a configuration this time.</summary>
public sealed record RunOptions
{
    /// <summary>The run to continue; <c>null</c> starts a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>Make candidates again that were quantized and cached before.</summary>
    public bool Fresh { get; init; }
}
