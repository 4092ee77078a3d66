namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>What comes with the program in place of Python: changes of documents, and ready task files.</summary>
internal static class BuiltIn
{
    private static readonly (string Task, string File)[] s_ready =
    [
        ("hellaswag", "hellaswag"), ("winogrande", "winogrande"), ("ifeval", "ifeval"), ("wikitext", "wikitext"),
        ("truthfulqa_mc2", "truthfulqa_mc2"), ("boolq", "boolq"), ("squad", "squad"), ("race", "race"),
        ("gpqa", "gpqa"), ("mmlu_pro", "mmlu_pro"), ("agieval", "agieval"), ("bbh", "bbh"), ("drop", "drop"),
        ("minerva_math", "minerva_math"), ("leaderboard_math", "minerva_math"), ("hendrycks_math", "hendrycks_math"),
        ("hendrycks_math500", "hendrycks_math"), ("aime", "aime"), ("aime24", "aime"), ("aime25", "aime"),
        ("aime26", "aime"),
    ];

    /// <summary>Names of the built-in changes of documents.</summary>
    public static IReadOnlyList<string> Transforms => Documents.DocumentTransforms.Names;

    /// <summary>The ready task file in place of a task that needs Python; <c>null</c> for none.</summary>
    public static string? ReadyFileFor(string task) => s_ready
        .Where(entry => task == entry.Task || task.StartsWith(entry.Task + "_", StringComparison.Ordinal)
            || task.EndsWith("_" + entry.Task, StringComparison.Ordinal))
        .Select(entry => $"tasks/{entry.File}.yaml").FirstOrDefault();
}
