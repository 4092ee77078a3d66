using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Applies the command line to a configuration file that was found right.</summary>
internal sealed class ConfigurationOverlay(ConfigurationOverrides overrides)
{
    private readonly List<InputError> _mistakes = [];

    /// <summary>The file's values as the command line changes them.</summary>
    /// <exception cref="InvalidInputException">The command line names what the file does not have.</exception>
    public ConfigurationNode Apply(ConfigurationNode root)
    {
        CandidateOverlay candidates = new(_mistakes);
        root = candidates.Replace(root, overrides.Generated);
        root = KeepModels(KeepTasks(root));
        root = overrides.NoJudge ? LeaveJudgesOut(root) : root;
        root = overrides.IsSearch ? candidates.ShareConfidence(root) : root;
        if (overrides.Output is { } output)
        {
            root = root.With("output", root.Value("output", JsonValueKind.String, Path.GetFullPath(output)));
        }

        if (overrides.Limit is { } limit)
        {
            string text = limit.ToString(CultureInfo.InvariantCulture);
            if (limit < 1)
            {
                _mistakes.Add(new("--limit", text, "a whole number of at least 1"));
            }

            root = root.With("tasks", MapTasks(
                root["tasks"]!, task => task.With("limit", task.Value("limit", JsonValueKind.Number, text))));
        }

        return _mistakes.Count == 0 ? root : throw new InvalidInputException(_mistakes);
    }

    private static ConfigurationNode MapTasks(
        ConfigurationNode tasks, Func<ConfigurationNode, ConfigurationNode> change) =>
        tasks with { Members = [.. tasks.Members.Select(task => task with { Value = change(task.Value) })] };

    private static ConfigurationNode KeepItems(
        ConfigurationNode root, string key, Func<ConfigurationNode, bool> keep) =>
        root[key] is { } list ? root.With(key, list with { Items = [.. list.Items.Where(keep)] }) : root;

    private static string TaskOf(ConfigurationNode gate) => gate["metric"]!.Text!.Split('/', 2)[0];

    private ConfigurationNode KeepTasks(ConfigurationNode root)
    {
        ConfigurationNode tasks = root["tasks"]!;
        if (!AreKnown("--task", overrides.Tasks, "task", [.. tasks.Members.Select(task => task.Key)]))
        {
            return root;
        }

        root = root.With("tasks", tasks with
        {
            Members = [.. tasks.Members.Where(task => overrides.Tasks.Contains(task.Key))],
        });
        return KeepItems(root, "gates", gate => overrides.Tasks.Contains(TaskOf(gate)));
    }

    private ConfigurationNode KeepModels(ConfigurationNode root)
    {
        string[] candidates = [.. root["candidates"]!.Items.Select(item => item.Text!)];
        string baseline = root["baseline"]!.Text!;
        if (!AreKnown("--model", overrides.Models, "candidate", [.. candidates, baseline]))
        {
            return root;
        }

        if (!candidates.Intersect(overrides.Models).Any())
        {
            _mistakes.Add(new("--model", "no candidate", "at least one candidate",
                $"Known: {string.Join(", ", candidates)}. The baseline always runs."));
        }

        return KeepItems(root, "candidates", item => overrides.Models.Contains(item.Text!));
    }

    private bool AreKnown(string option, IReadOnlyList<string> names, string kind, string[] known)
    {
        string[] unknown = [.. names.Except(known)];
        _mistakes.AddRange(unknown.Select(name =>
            new InputError(option, $"\"{name}\"", $"the name of a {kind}", NearestName.Suggest(name, known))));
        return names.Count > 0 && unknown.Length == 0;
    }

    private static ConfigurationNode LeaveJudgesOut(ConfigurationNode root) => KeepItems(
        root.With("judges", null).With("judging", null),
        "gates",
        gate => !gate["metric"]!.Text!.Contains("/judge:", StringComparison.Ordinal));
}
