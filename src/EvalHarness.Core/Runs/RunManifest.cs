namespace EvalHarness.Runs;

/// <summary>
/// What a run was made from: two runs with equal manifests give equal rows, those of <see cref="VariesByProcessor"/>
/// excepted.
/// </summary>
public sealed record RunManifest
{
    /// <summary>Version of the harness.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the resolved configuration.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>SHA-256 of each model's weights, or of endpoint and model name, by model.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>SHA-256 of each dataset's bytes, by task.</summary>
    public required IReadOnlyDictionary<string, string> Datasets { get; init; }

    /// <summary>SHA-256 of each prompt file's bytes, by task.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>SHA-256 over the metric names and scorer version, by task.</summary>
    public required IReadOnlyDictionary<string, string> Scorers { get; init; }

    /// <summary>Hash of each judge: its model, parameters, prompts and labels, by name.</summary>
    public IReadOnlyDictionary<string, string> Judges { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the text that candidates and baseline read; <c>null</c> when they read none.</summary>
    public string? FidelityText { get; init; }

    /// <summary>Samples that every model is asked, by task.</summary>
    public IReadOnlyDictionary<string, int> Samples { get; init; } = new Dictionary<string, int>();

    /// <summary>Dataset rows that were left out on request, with their mistakes.</summary>
    public IReadOnlyList<InputError> SkippedRows { get; init; } = [];

    /// <summary>
    /// What numbers could depend on beside the inputs, by name: <c>features</c> of the processor, <c>runtime</c>,
    /// <c>engine</c> and <c>quantizer</c> versions; <c>null</c> for runs of versions that kept none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Platform { get; init; }

    /// <summary>Models whose rows may differ by processor and batch; <c>null</c> for none.</summary>
    public IReadOnlyList<string>? VariesByProcessor { get; init; }

    /// <summary>Other platforms that the run was continued on, in order; <c>null</c> for none.</summary>
    public IReadOnlyList<string>? ContinuedOn { get; init; }

    /// <summary>Seeds in use, by purpose: <c>generation</c>, <c>bootstrap</c>, <c>judging</c>.</summary>
    public required IReadOnlyDictionary<string, long> Seeds { get; init; }

    /// <summary>
    /// How requests to a model were changed because its endpoint refused them otherwise, in words, by model;
    /// <c>null</c> when none were. It turns out during the run.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? RequestChanges { get; init; }
}
