namespace EvalHarness.Runs;

/// <summary>One run as the store knows it.</summary>
public sealed record RunRecord
{
    /// <summary>Identifier of the run.</summary>
    public required string Id { get; init; }

    /// <summary>The configuration's name.</summary>
    public required string Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended, UTC; <c>null</c> while it has not.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>The resolved configuration as JSON text, secrets redacted.</summary>
    public required string Configuration { get; init; }

    /// <summary>Hashes, seeds and versions of the inputs.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>
    /// Operating system, processor and memory where it was started; <c>null</c> for runs from before that was kept.
    /// </summary>
    public string? Machine { get; init; }

    /// <summary>
    /// Git commit that the configuration's folder was at when it was started; <c>null</c> outside a repository, and for
    /// runs from before that was kept.
    /// </summary>
    public string? GitCommit { get; init; }

    /// <summary>
    /// Candidates that a search has not tried, in its order, and of which no rows are expected; <c>null</c> for a run
    /// that asks all of them.
    /// </summary>
    public IReadOnlyList<string>? Untried { get; init; }
}
