using System.Globalization;
using System.Text.Json;
using EvalHarness.Fidelity;
using EvalHarness.Metrics;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Filters;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Checks what a single value cannot show: names that refer to one another, and metrics.</summary>
/// <param name="root">The configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class ConfigurationChecks(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    // What people gate in other programs; here it is reported only.
    private static readonly string[] s_costs =
    [
        "latency", "throughput", "tokens_per_second", "tokens/s", "ms_per_token", "first_token", "memory", "file_bytes",
    ];

    private IEnumerable<string> Models => Names("models");

    private IEnumerable<string> Tasks => Names("tasks");

    private IEnumerable<string> Judges => Names("judges");

    /// <summary>Notes every mistake. Values of a wrong kind were noted before and are passed over.</summary>
    public void Run()
    {
        CheckReference(root["baseline"], "model", Models);
        CheckCandidates();
        foreach (ConfigurationMember model in Members(root["models"]))
        {
            ProviderKeys.Check(model.Value, mistakes);
        }

        foreach (ConfigurationMember task in Members(root["tasks"]))
        {
            CheckTask(task.Value);
        }

        new PromptKeys(root, mistakes).Run();
        new RecordedTasks(root, mistakes).Check();

        CheckUnique(root["gates"], gate => gate["metric"], "each metric in one gate");
        foreach (ConfigurationNode gate in Items(root["gates"]))
        {
            CheckGate(gate["metric"]);
            new GateMarginCheck(root, mistakes).Run(gate);
            if (gate["by"] is { } by && gate["metric"]?.Text?.Contains("/judge:", StringComparison.Ordinal) == false)
            {
                mistakes.Add(
                    by, $"\"by\" on {gate["metric"]!.Shown}, which is not a judge's metric",
                    "\"by\" only on metrics of judges", "Remove \"by\".");
            }
        }

        CheckUnique(root["reports"], report => report, "each format once");
        if (root["fidelity"] is { Kind: JsonValueKind.Object } fidelity && fidelity["text"] is null && !ReadsOutputs)
        {
            mistakes.Add(
                fidelity, "neither a text nor outputs", "\"text\", \"outputs\" above 0, or both",
                "Example: \"outputs\": 0.2 for a fifth of each task's samples.");
        }

        new JudgingChecks(root, mistakes).Run(Models, Tasks, Judges);
    }

    /// <summary>Items of a list; empty for anything else.</summary>
    public static IReadOnlyList<ConfigurationNode> Items(ConfigurationNode? node) => node?.Items ?? [];

    /// <summary>Members of an object; empty for anything else.</summary>
    public static IReadOnlyList<ConfigurationMember> Members(ConfigurationNode? node) => node?.Members ?? [];

    private void CheckCandidates()
    {
        CheckUnique(root["candidates"], candidate => candidate, "each candidate once");
        foreach (ConfigurationNode candidate in Items(root["candidates"]))
        {
            CheckReference(candidate, "model", Models);
            if (candidate.Text is { } name && name == root["baseline"]?.Text)
            {
                mistakes.Add(candidate, $"the baseline {candidate.Shown}", "a model other than the baseline");
            }
        }
    }

    private void CheckTask(ConfigurationNode task)
    {
        CheckUnique(task["metrics"], metric => metric, "each metric once");
        if (task["metrics"] is null && task["file"] is null && task.Kind == JsonValueKind.Object)
        {
            mistakes.Add(task, "no key \"metrics\"", "\"metrics\": a list, each item a text");
        }

        foreach (ConfigurationNode metric in Items(task["metrics"]))
        {
            if (metric.Text is { } corpus && CorpusMetrics.Find(corpus) is not null)
            {
                mistakes.Add(
                    metric, $"{metric.Shown}, a value of all outputs together", "a metric of one output",
                    $"Move it to \"corpusMetrics\": [\"{corpus}\"]; such a value decides no gate. Metrics of one "
                        + "output: bleu, chrf, exact_match.");
            }
            else if (metric.Text is { Length: > 0 } name && metric.Kind == JsonValueKind.String
                && FindMistake(task, name) is { } mistake)
            {
                mistakes.Add(metric, mistake.Actual, mistake.Expected, mistake.Fix);
            }
        }

        CheckUnique(task["corpusMetrics"], metric => metric, "each metric once");
        if (task["ranking"] is not null && task["corpusMetrics"] is { } corpora)
        {
            mistakes.Add(
                corpora, "metrics of all outputs together of a ranking", "metrics of each ranking, such as ndcg@5",
                "Remove \"corpusMetrics\".");
        }

        foreach (ConfigurationNode step in Items(task["extract"]))
        {
            if (step.Text is { Length: > 0 } text && step.Kind == JsonValueKind.String
                && AnswerExtraction.FindMistake(text) is { } wrong)
            {
                mistakes.Add(step, wrong.Actual, wrong.Expected, wrong.Fix);
            }
        }

        CheckUnique(task["grades"], grade => grade, "each grade once");
        RankingKeys.Check(task, mistakes);
    }

    private void CheckGate(ConfigurationNode? gate)
    {
        if (gate is not { Kind: JsonValueKind.String, Text: { } name })
        {
            return;
        }

        if (s_costs.Any(cost => name.Contains(cost, StringComparison.OrdinalIgnoreCase)) && !IsMeasured(name))
        {
            mistakes.Add(
                gate, $"{gate.Shown}, which is no metric of quality", "TASK/METRIC, a metric of quality",
                "Remove the gate: speed and memory are reported and decide nothing, since they are those of this "
                    + "machine and engine. Measure them where the model will be deployed.");
        }
        else if (name.Split('/', 2) is not [{ Length: > 0 } task, { Length: > 0 } metric])
        {
            mistakes.Add(gate, gate.Shown, "TASK/METRIC", "Example: \"answer/exact_match\".");
        }
        else if (!Tasks.Contains(task))
        {
            mistakes.Add(gate, $"the task \"{task}\"", "the name of a task", NearestName.Suggest(task, [.. Tasks]));
        }
        else if (!MetricsOf(task).Contains(metric) && !IsMeantIn(task, metric))
        {
            mistakes.Add(
                gate, $"\"{metric}\", which the task \"{task}\" does not measure", "a metric of that task",
                NearestName.Suggest(metric, [.. MetricsOf(task)]));
        }
    }

    private bool IsMeasured(string gate) =>
        gate.Split('/', 2) is [var task, var metric] && Tasks.Contains(task) && MetricsOf(task).Contains(metric);

    private bool ReadsOutputs =>
        double.TryParse(root["fidelity"]?["outputs"]?.Text, CultureInfo.InvariantCulture, out double share)
        && share > 0;

    private IEnumerable<string> MetricsOf(string task) =>
        NamedIn(task).Where(metric => FindMistake(root["tasks"]?[task], metric) is null)
            .Concat(ReadsOutputs && root["tasks"]?[task]?["ranking"]?.Text is not ("pointwise" or "embedding")
                ? OutputFidelity.Metrics.Select(metric => metric.Name)
                : [])
            .Concat(Members(root["judges"])
                .Where(judge => judge.Value["task"]?.Text == task)
                .Select(judge => "judge:" + judge.Key));

    private IEnumerable<string> NamedIn(string task) =>
        Items(root["tasks"]?[task]?["metrics"]).Select(metric => metric.Text).OfType<string>();

    // A typo among the task's metrics is said there: a gate that spells the metric right is right.
    private bool IsMeantIn(string task, string metric) => NamedIn(task)
        .Any(name => FindMistake(root["tasks"]?[task], name) is not null
            && NearestName.Find(name, [metric]) is not null);

    // Task files have metrics of their own.
    private InputError? FindMistake(ConfigurationNode? task, string metric) =>
        CustomMetricConfiguration.NameOf(metric) is { } own ? FindMistakeOfOwn(own, metric) :
        RepeatedMetric.IsName(metric) ? FindMistakeOfRepeats(task, metric)
        : RankingOverlap.Parse(metric) is not null && task?["ranking"] is not null ? null
        : task?["file"] is null && !RecordedTasks.IsRecorded(task)
            ? MetricCatalog.TryParse(metric, out _, out InputError? mistake) ? null : mistake
        : TaskMetricDefinitions.TryFind(metric, out _) ? null
        : new("metric", $"\"{metric}\"", "a metric of the task", NearestName.Suggest(
            metric, TaskMetricDefinitions.Names));

    private InputError? FindMistakeOfOwn(string name, string metric) => root["customMetrics"]?[name] is not null ? null
        : new(
            "metric", $"\"{metric}\"", "a metric of \"customMetrics\"",
            NearestName.Suggest(name, [.. Names("customMetrics")]));

    private static InputError? FindMistakeOfRepeats(ConfigurationNode? task, string metric)
    {
        int answers = RepeatedMetric.AnswersOf(metric)!.Value;
        return task?["file"] is null && !RecordedTasks.IsRecorded(task) && !(int.TryParse(
                task?["repeats"]?.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int repeats)
                && repeats >= answers)
            ? new("metric", $"\"{metric}\" of a task with fewer answers to a sample", null,
                FormattableString.Invariant($"Set \"repeats\": {answers} or more, and a temperature above 0."))
            : null;
    }

    private IEnumerable<string> Names(string key) => Members(root[key]).Select(member => member.Key);

    private void CheckReference(ConfigurationNode? node, string kind, IEnumerable<string> known)
    {
        if (node is { Kind: JsonValueKind.String, Text: { Length: > 0 } name } && !known.Contains(name))
        {
            mistakes.AddUnknown(node, kind, known);
        }
    }

    private void CheckUnique(
        ConfigurationNode? list, Func<ConfigurationNode, ConfigurationNode?> part, string expected)
    {
        HashSet<string> seen = [];
        foreach (ConfigurationNode node in Items(list).Select(part).OfType<ConfigurationNode>())
        {
            if (node.Text is { } text && !seen.Add(text))
            {
                mistakes.Add(node, $"duplicate {node.Shown}", expected);
            }
        }
    }
}
