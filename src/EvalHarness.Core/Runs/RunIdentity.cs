namespace EvalHarness.Runs;

/// <summary>One execution: the part of a report that is never the same twice.</summary>
public sealed record RunIdentity
{
    /// <summary>Identifier of the run and name of its directory.</summary>
    public required string Id { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>
    /// Local time that prompts show through <c>strftime_now</c>; <c>null</c> for runs of versions that kept none.
    /// </summary>
    public DateTime? Clock { get; init; }

    /// <summary>When the report was made, UTC.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>
    /// Operating system, processor and memory where it was started, on one line; <c>null</c> when that was not kept.
    /// </summary>
    public required string? Machine { get; init; }

    /// <summary>
    /// Commit that the configuration's folder was at when it was started; <c>null</c> outside a repository.
    /// </summary>
    public string? GitCommit { get; init; }
}
