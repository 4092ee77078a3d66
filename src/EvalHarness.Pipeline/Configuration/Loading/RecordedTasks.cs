using System.Text.Json;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Tasks of recorded models: where the baseline is one, its files have the samples, and all models are.
/// </summary>
/// <param name="root">The configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class RecordedTasks(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    private const string Provider = "recorded";

    // What was asked, and how, is in the files.
    private static readonly string[] s_own = ["dataset", "metrics", "extract", "outputs", "limit"];

    private static readonly string[] s_others =
        [.. ConfigurationProperty.For(typeof(TaskConfiguration)).Select(property => property.Key).Except(s_own)];

    /// <summary>A task's samples are those of recorded answers.</summary>
    public static bool IsRecorded(ConfigurationNode? task) => task?["dataset"]?.Text == DatasetAddress.Recorded;

    /// <summary>Fills in where the tasks' samples come from.</summary>
    public static ConfigurationNode Complete(ConfigurationNode root)
    {
        if (root["tasks"] is not { Kind: JsonValueKind.Object } tasks || !IsRecorded(root, root["baseline"]?.Text))
        {
            return root;
        }

        foreach ((string name, ConfigurationNode task) in
            tasks.Members.Select(member => (member.Key, member.Value)).ToArray())
        {
            tasks = task is { Kind: JsonValueKind.Object } && task["dataset"] is null && task["file"] is null
                ? tasks.With(name, task.With(
                    "dataset", task.Value("dataset", JsonValueKind.String, DatasetAddress.Recorded)))
                : tasks;
        }

        return root.With("tasks", tasks);
    }

    /// <summary>Notes every mistake.</summary>
    public void Check()
    {
        foreach (ConfigurationMember judge in ConfigurationChecks.Members(root["judges"]))
        {
            if (judge.Value["model"] is { } model && IsRecorded(root, model.Text))
            {
                mistakes.Add(model, $"{model.Shown}, which is recorded and answers nothing new", "another model");
            }
        }

        ConfigurationNode[] asked =
            [.. ConfigurationChecks.Items(root["candidates"]).Prepend(root["baseline"]).OfType<ConfigurationNode>()];
        if (Array.Find(asked, model => !IsRecorded(root, model.Text)) is { } live)
        {
            if (Array.Find(asked, model => IsRecorded(root, model.Text)) is { } recorded)
            {
                mistakes.Add(
                    recorded, $"{recorded.Shown}, which is recorded, beside {live.Shown}, which is not",
                    "models that are all recorded, or none",
                    "Ask both models here, or both there.");
            }

            RefuseWithoutModels();
            return;
        }

        CheckTasks();
        foreach (ConfigurationNode model in asked.DistinctBy(model => model.Text))
        {
            CheckFiles(root["models"]![model.Text!]!);
        }

        if (root["fidelity"] is { } fidelity)
        {
            mistakes.Add(
                fidelity, "the fidelity of recorded models", "models that can be asked", "Remove \"fidelity\".");
        }
    }

    private static bool IsRecorded(ConfigurationNode root, string? model) =>
        model is not null && root["models"]?[model]?["provider"]?.Text == Provider;

    private void RefuseWithoutModels()
    {
        foreach (ConfigurationMember task in ConfigurationChecks.Members(root["tasks"]))
        {
            if (IsRecorded(task.Value))
            {
                mistakes.Add(
                    task.Value["dataset"]!, "recorded samples of models that are not recorded", "a dataset");
            }

            foreach (ConfigurationNode metric in ConfigurationChecks.Items(task.Value["metrics"]))
            {
                if (metric.Text is { } name && CustomMetricConfiguration.NameOf(name) is { } own
                    && root["customMetrics"]?[own]?["recorded"] is not null)
                {
                    mistakes.Add(
                        metric, $"{metric.Shown}, a recorded metric of models that are not recorded",
                        "a metric that is measured here");
                }
            }
        }
    }

    private void CheckTasks()
    {
        foreach (ConfigurationMember task in ConfigurationChecks.Members(root["tasks"]))
        {
            foreach (ConfigurationMember member in task.Value.Members.Where(member =>
                s_others.Contains(member.Key) || (member.Key == "dataset" && !IsRecorded(task.Value))))
            {
                mistakes.Add(
                    member.Value, $"\"{member.Key}\" of a task of recorded models",
                    "only metrics, extract, outputs and limit",
                    $"Remove \"{member.Key}\": what was asked is in the files.");
            }
        }
    }

    private void CheckFiles(ConfigurationNode model)
    {
        string[] tasks = [.. ConfigurationChecks.Members(root["tasks"]).Select(task => task.Key)];
        if (model["files"] is not { Kind: JsonValueKind.Object } files)
        {
            return;
        }

        foreach (string task in tasks.Where(task => files[task] is null))
        {
            mistakes.Add(files, $"no file for the task \"{task}\"", $"\"{task}\": a file of recorded answers");
        }

        foreach (ConfigurationMember file in files.Members.Where(file => !tasks.Contains(file.Key)))
        {
            mistakes.Add(
                file.Value, $"a file for \"{file.Key}\", which is no task", "the name of a task",
                NearestName.Suggest(file.Key, tasks));
        }
    }
}
