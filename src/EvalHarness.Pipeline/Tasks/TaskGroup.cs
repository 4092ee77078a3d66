namespace EvalHarness.Pipeline.Tasks;

/// <summary>Tasks that are asked and reported together, or a single task.</summary>
internal sealed record TaskGroup
{
    /// <summary>The file, as messages name it.</summary>
    public required string Path { get; init; }

    /// <summary><c>group</c>: its name; a task's own where there is only one.</summary>
    public required string Name { get; init; }

    /// <summary>The tasks, each once, in the file's order.</summary>
    public required IReadOnlyList<TaskFile> Tasks { get; init; }

    /// <summary>It is one task rather than a group.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Documents weigh alike, rather than tasks: <c>weight_by_size</c>.</summary>
    public bool WeighsBySize { get; init; } = true;

    /// <summary>SHA-256 over all files, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What is asked of every document.</summary>
    public TaskOutputType OutputType => Tasks[0].OutputType;
}
