namespace EvalHarness.Pipeline.Runs;

/// <summary>How to execute a configuration this time.</summary>
public sealed record RunOptions
{
    /// <summary>The run to continue; <c>null</c> starts a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>Further files for the run's folder, by name: what the configuration was made from.</summary>
    public IReadOnlyDictionary<string, byte[]> Evidence { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Make candidates again that were quantized and cached before.</summary>
    public bool Fresh { get; init; }

    /// <summary>
    /// Compare candidates whose chat template or tokenizer is not the baseline's, and label the report; otherwise they
    /// are refused.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>Told the run's id as soon as the run can be continued.</summary>
    public Action<string> Opened { get; init; } = static _ => { };
}
