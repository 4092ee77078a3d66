namespace EvalHarness.Pipeline.Tasks;

/// <summary>Tasks that are reported together.</summary>
internal sealed record TaskGroup
{
    /// <summary>The file, as messages name it.</summary>
    public required string Path { get; init; }

    /// <summary><c>group</c>: its name.</summary>
    public required string Name { get; init; }

    /// <summary>Names of tasks, groups and tags that belong to it.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary><c>aggregate_metric_list</c>: what is taken together; empty for nothing.</summary>
    public IReadOnlyList<GroupAggregation> Aggregations { get; init; } = [];
}
