namespace EvalHarness.Runs;

/// <summary>
/// What a run was made from: two runs with equal manifests give equal rows, those of <see cref="VariesByProcessor"/>
/// excepted.
/// </summary>
public sealed record RunManifest
{
    /// <summary>Stands for the hash of a dataset that was not read to its end when the manifest was stored.</summary>
    public const string UnreadDataset = "not yet read to its end";

    /// <summary>Version of the harness.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the resolved configuration.</summary>
    public required string ConfigurationSha256 { get; init; }

    /// <summary>SHA-256 of each model's weights, or of endpoint and model name, by model.</summary>
    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>SHA-256 of each dataset's bytes, or <see cref="UnreadDataset"/>, by task.</summary>
    public required IReadOnlyDictionary<string, string> Datasets { get; init; }

    /// <summary>SHA-256 of each prompt file's bytes, by task.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>SHA-256 over the metric names and scorer version, by task.</summary>
    public required IReadOnlyDictionary<string, string> Scorers { get; init; }

    /// <summary>Hash of each judge: its model, parameters, prompts and labels, by name.</summary>
    public IReadOnlyDictionary<string, string> Judges { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the text that candidates and baseline read; <c>null</c> when they read none.</summary>
    public string? FidelityText { get; init; }

    /// <summary>
    /// Local time that prompts show through <c>strftime_now</c>: that of the run's start, also when the run is
    /// continued; <c>null</c> for runs of versions that kept none.
    /// </summary>
    public DateTime? Clock { get; init; }

    /// <summary>
    /// SHA-256 of each model's chat template, by model; <c>null</c> when none has one. Models that are asked over a
    /// network apply one that is not known.
    /// </summary>
    public IReadOnlyDictionary<string, string>? ChatTemplates { get; init; }

    /// <summary>
    /// SHA-256 of each model's vocabulary and merges, by model, as far as known; <c>null</c> when none is.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Tokenizers { get; init; }

    /// <summary>
    /// The first prompt of each task as the models of this process are given it; <c>null</c> when there is none.
    /// </summary>
    public IReadOnlyList<PromptExample>? RenderedPrompts { get; init; }

    /// <summary>
    /// Why candidates cannot be compared like with like, as sentences; they are compared because that was asked for.
    /// <c>null</c> when nothing is in the way.
    /// </summary>
    public IReadOnlyList<string>? Incompatible { get; init; }

    /// <summary>
    /// How tasks were measured where that is not as their files say, as sentences; <c>null</c> for nothing to say.
    /// </summary>
    public IReadOnlyList<string>? Instruments { get; init; }

    /// <summary>Samples that every model is asked, by task; not of unread datasets.</summary>
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
