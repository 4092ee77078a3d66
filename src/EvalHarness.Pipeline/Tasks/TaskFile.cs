namespace EvalHarness.Pipeline.Tasks;

/// <summary>A task as lm-evaluation-harness's YAML describes it, its included files taken in.</summary>
internal sealed record TaskFile
{
    /// <summary>The file, as messages name it.</summary>
    public required string Path { get; init; }

    /// <summary><c>task</c>: the task's name; that of the file where the key is missing.</summary>
    public required string Name { get; init; }

    /// <summary><c>output_type</c>.</summary>
    public required TaskOutputType OutputType { get; init; }

    /// <summary>How the documents that are asked are written.</summary>
    public required TaskFields Fields { get; init; }

    /// <summary><c>description</c>: what stands before everything else; rendered with the document.</summary>
    public TaskField? Description { get; init; }

    /// <summary>The examples.</summary>
    public required FewShotSettings FewShot { get; init; }

    /// <summary><c>num_fewshot</c>; <c>null</c> where the file leaves it open. 0 cannot be overridden.</summary>
    public int? Shots { get; init; }

    /// <summary>The dataset's parts.</summary>
    public required TaskSplits Splits { get; init; }

    /// <summary><c>dataset_path</c>: where the documents are published; <c>null</c> for nowhere.</summary>
    public string? DatasetPath { get; init; }

    /// <summary><c>dataset_name</c>: the subset.</summary>
    public string? DatasetName { get; init; }

    /// <summary>
    /// Local files of <c>dataset_kwargs.data_files</c> by split, relative to the working directory as upstream reads
    /// them.
    /// </summary>
    public IReadOnlyDictionary<string, string> DataFiles { get; init; } = new Dictionary<string, string>();

    /// <summary><c>metric_list</c>; <c>null</c> for the output type's own.</summary>
    public IReadOnlyList<TaskMetricEntry>? Metrics { get; init; }

    /// <summary><c>filter_list</c>; empty for none.</summary>
    public IReadOnlyList<TaskFilterEntry> Filters { get; init; } = [];

    /// <summary><c>generation_kwargs.until</c>: where a written text ends.</summary>
    public IReadOnlyList<string> Until { get; init; } = [];

    /// <summary>The other <c>generation_kwargs</c>, unchanged.</summary>
    public IReadOnlyDictionary<string, object?> Generation { get; init; } = new Dictionary<string, object?>();

    /// <summary><c>repeats</c>: how often each document is asked.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary><c>transform</c>: the built-in change of documents that comes first; <c>null</c> for none.</summary>
    public string? Transform { get; init; }

    /// <summary>
    /// <c>counted_column</c>: whose words and bytes perplexities are counted by; <c>null</c> for the scored text.
    /// </summary>
    public string? CountedColumn { get; init; }

    /// <summary>
    /// <c>doc_to_relevance</c>: how well each choice answers, 0 or more, for metrics of rankings; <c>null</c> for none.
    /// </summary>
    public TaskField? Relevance { get; init; }

    /// <summary><c>tag</c>: groups of tasks that it belongs to.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>SHA-256 over the file and those it includes, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The number of examples: a 0 in the file holds, else what is asked for, else the file's.</summary>
    public int ShotsFor(int? asked) => Shots == 0 ? 0 : asked ?? Shots ?? 0;
}
