namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>What the command line changes in a configuration; <c>null</c> and empty change nothing.</summary>
public sealed record ConfigurationOverrides
{
    /// <summary>Only the first so many samples of every task.</summary>
    public int? Limit { get; init; }

    /// <summary>Only these tasks; the gates of other tasks fall away.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Only these candidates; the baseline always stays.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Folder for reports, relative to the working directory.</summary>
    public string? Output { get; init; }

    /// <summary>Downloads nothing: files of the hub must be here already.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Candidates made from the baseline, instead of the configuration's; empty for those of the configuration.
    /// </summary>
    public IReadOnlyList<GeneratedCandidate> Generated { get; init; } = [];

    /// <summary>
    /// Of K candidates the first that passes is taken, so that every gate decides at confidence 1 − (1 − c) / K, with
    /// c its own (Bonferroni): then an unfit candidate passes with probability at most 1 − c.
    /// </summary>
    public bool IsSearch { get; init; }

    /// <summary>Leaves judges, judging and the gates on judges' scores out.</summary>
    public bool NoJudge { get; init; }
}
