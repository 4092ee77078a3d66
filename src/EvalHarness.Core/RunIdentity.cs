namespace EvalHarness;

/// <summary>One execution: the part of a report that is never the same twice.</summary>
public sealed record RunIdentity
{
    /// <summary>Identifier of the run and name of its directory.</summary>
    public required string Id { get; init; }

    /// <summary>When it was first started, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the report was made, UTC.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>Operating system, processor and memory, on one line.</summary>
    public required string Machine { get; init; }

    /// <summary>Commit of the working directory; <c>null</c> outside a repository.</summary>
    public string? GitCommit { get; init; }
}
