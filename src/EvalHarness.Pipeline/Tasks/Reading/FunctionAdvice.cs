using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>What to write instead of a Python function, which is never run.</summary>
internal static class FunctionAdvice
{
    /// <summary>Notes every function of a task file with what to write instead.</summary>
    public static void Report(YamlMapping mapping, string? task, TaskMistakes mistakes)
    {
        foreach ((string key, YamlValue value) in mapping.Entries)
        {
            foreach ((string path, YamlValue function) in value.FindFunctions(key))
            {
                mistakes.Add(
                    function,
                    $"{path} needs the Python function \"{((PythonReference)function.Content!).Name}\", and Python is "
                    + "not run",
                    null,
                    $"{Instead(path)}{Ready(task)}");
            }
        }
    }

    private static string Instead(string path) => path switch
    {
        "process_docs" or "fewshot_config.process_docs" =>
            $"Prepare the columns in the dataset file, or name a built-in change: \"transform: NAME\" with one of "
            + $"{string.Join(", ", BuiltIn.Transforms)}.",
        "doc_to_text" or "doc_to_target" or "doc_to_choice" or "fewshot_config.doc_to_text"
            or "fewshot_config.doc_to_target" or "fewshot_config.doc_to_choice" =>
            $"Write {path} as a Jinja template, such as \"{{{{question}}}}\", or as the name of a column.",
        "doc_to_image" or "doc_to_audio" => "Images and sounds cannot be asked here: remove the key, or the task.",
        "doc_to_decontamination_query" => "Remove the key: decontamination is not done here.",
        "fewshot_config.samples" => "Write the examples into the file, as a list of mappings with the columns.",
        "fewshot_config.sampler" => "Use \"sampler: default\" or \"sampler: first_n\".",
        "process_results" => "Remove the key and name metrics in metric_list: acc, exact_match, f1, bleu and others.",
        "custom_dataset" or "class" => "Write the documents to a .jsonl file, and the task as keys of this file.",
        "metric_list.aggregation" => "Use \"aggregation: mean\", or leave the key out for the metric's own.",
        "metric_list.metric" => "Name a metric: acc, exact_match, f1, bleu, chrf, ter and others.",
        _ when path.StartsWith("filter_list", StringComparison.Ordinal) =>
            "Use the filters regex, take_first, majority_vote, map, remove_whitespace and others.",
        _ => "Write the value itself.",
    };

    private static string Ready(string? task) =>
        task is not null && BuiltIn.ReadyFileFor(task) is { } ready
            ? $" The ready task file {ready} needs no Python." : "";
}
