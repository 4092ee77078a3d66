namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>The keys of task files.</summary>
internal static class TaskFileKeys
{
    /// <summary>Keys of a task.</summary>
    public static IReadOnlyList<string> Task { get; } =
    [
        "task", "include", "output_type", "doc_to_text", "doc_to_target", "doc_to_choice", "description",
        "target_delimiter", "fewshot_delimiter", "fewshot_split", "fewshot_config", "num_fewshot", "gen_prefix",
        "generation_kwargs", "filter_list", "metric_list", "repeats", "tag", "transform", "counted_column",
        "doc_to_relevance",
        "training_split", "validation_split", "test_split", "dataset_path", "dataset_name", "dataset_kwargs",
        .. WithoutEffect, .. Refused,
    ];

    /// <summary>Keys that change nothing here.</summary>
    public static IReadOnlyList<string> WithoutEffect =>
    [
        "task_alias", "metadata", "should_decontaminate", "doc_to_decontamination_query", "task_list", "group",
        "group_alias", "unsafe_code", "recipe",
    ];

    /// <summary>Keys that are known and cannot be followed.</summary>
    public static IReadOnlyList<string> Refused =>
    [
        "process_docs", "process_results", "custom_dataset", "class", "use_prompt", "doc_to_image", "doc_to_audio",
    ];

    /// <summary>Keys of a group.</summary>
    public static IReadOnlyList<string> Group { get; } =
        ["group", "group_alias", "task", "aggregate_metric_list", "metadata", "include", "tag", "metric_list"];

    /// <summary>Keys of <c>fewshot_config</c>.</summary>
    public static IReadOnlyList<string> FewShot { get; } =
    [
        "sampler", "split", "samples", "doc_to_text", "doc_to_target", "doc_to_choice", "gen_prefix",
        "target_delimiter", "fewshot_delimiter", "fewshot_indices", "process_docs",
        "same_column",
    ];
}
