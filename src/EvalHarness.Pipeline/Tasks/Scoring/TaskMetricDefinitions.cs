using System.Diagnostics.CodeAnalysis;
using EvalHarness.Fidelity;
using EvalHarness.Metrics;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>What the metrics of task files are called in a run, and how their values are to be read.</summary>
internal static class TaskMetricDefinitions
{
    /// <summary>Between a metric's name and that of the filters before it: <c>exact_match,strict-match</c>.</summary>
    public const char FilterSign = ',';

    private const string Likelihood = MetricCatalog.LogLikelihoodNeed;

    private static readonly Dictionary<string, MetricDefinition> s_definitions = new MetricDefinition[]
    {
        new("acc", true, true, "Whether the likeliest choice is right; 0 or 1."),
        new("acc_norm", true, true, "The same after division by the choices' numbers of code points; 0 or 1."),
        new("acc_bytes", true, true, "The same after division by the choices' numbers of UTF-8 bytes; 0 or 1."),
        new("acc_mutual_info", true, true, "The same after subtraction of the choices' own log-likelihoods; 0 or 1."),
        new("exact_match", true, true, "Whether the answer is a target, or the right choice what greedy decoding "
            + "would write; 0 or 1."),
        new("brier_score", false, false, "Squared distance of the choices' probabilities from the right one; 0 to 2.",
            new MetricRange(0, 2)),
        new("margin", true, false, "Log-likelihood of the likeliest right choice minus that of the likeliest wrong "
            + "one, in nats."),
        new("mc2", true, false, "Share of the choices' probability that the right ones have; 0 to 1.",
            MetricRange.Unit),
        new("perplexity", false, false, "Negative log-likelihood of the target, in nats a document: the logarithm of "
            + "lm-evaluation-harness's perplexity."),
        new("word_perplexity", false, false, "Negative log-likelihood a word, in nats: the logarithm of "
            + "lm-evaluation-harness's word_perplexity."),
        new("byte_perplexity", false, false, "Negative log-likelihood a UTF-8 byte, in nats: the logarithm of "
            + "lm-evaluation-harness's byte_perplexity."),
        new("prompt_level_strict_acc", true, true, "Whether the answer follows all instructions; 0 or 1."),
        new("prompt_level_loose_acc", true, true, "Whether a form of the answer follows all instructions; 0 or 1."),
        new("inst_level_strict_acc", true, false, "Share of the instructions that the answer follows; 0 to 1.",
            MetricRange.Unit),
        new("inst_level_loose_acc", true, false, "Share of the instructions that a form of the answer follows; 0 to 1.",
            MetricRange.Unit),
        new("drop_em", true, true, "Whether the answer is a right one in DROP's normal form; 0 or 1."),
        new("drop_f1", true, false, "F1 of the words shared with the best right answer in DROP's normal form; 0 to 1.",
            MetricRange.Unit),
        new("bits_per_byte", false, false, "Negative log-likelihood a UTF-8 byte, in bits."),
    }.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>All metrics, without filters.</summary>
    public static IReadOnlyCollection<string> Names => s_definitions.Keys;

    /// <summary>ECMA-262 regular expression of all accepted names, anchored, for a JSON schema.</summary>
    public static string NamePattern { get; } = $"^({string.Join('|', s_definitions.Keys)})({FilterSign}.+)?$";

    /// <summary>The definition of a name, which may end in the name of filters.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out MetricDefinition? definition)
    {
        ArgumentNullException.ThrowIfNull(name);
        string metric = name.Split(FilterSign)[0];
        definition = s_definitions.GetValueOrDefault(metric)
            ?? (MetricCatalog.TryParse(metric, out IMetric? known, out _) && MetricCatalog.NeedsOf(metric) != Likelihood
                ? known.Definition : null);
        definition = definition is null ? null : definition with { Name = name };
        return definition is not null;
    }

    /// <summary>The definitions of a task's metrics, be they those of a task file or of the catalog.</summary>
    public static IEnumerable<MetricDefinition> Of(EvalConfiguration configuration, TaskConfiguration task) =>
        task.Metrics.Select(name => CustomMetricConfiguration.NameOf(name) is { } own
            ? configuration.CustomMetrics[own].ToDefinition(own) : FindOfOutputs(name)!);

    /// <summary>
    /// The definition of any metric of outputs that comes with the harness; <c>null</c> for judges and metrics of the
    /// user's own.
    /// </summary>
    public static MetricDefinition? FindOfOutputs(string name) =>
        RepeatedMetric.IsName(name) ? RepeatedMetric.Define(name)
        : MetricCatalog.TryParse(name, out IMetric? known, out _) ? known.Definition
        : TryFind(name, out MetricDefinition? ofFile) ? ofFile
        : RankingOverlap.Parse(name) is { } overlap ? overlap.Definition
        : OutputFidelity.Metrics.FirstOrDefault(metric => metric.Name == name);

    /// <summary>A metric is known from one output alone, rather than from several answers or the baseline's.</summary>
    public static bool IsOfOneOutput(string name) =>
        !RepeatedMetric.IsName(name) && RankingOverlap.Parse(name) is null;

    /// <summary>A metric of a task file is one of written answers, rather than of log-likelihoods.</summary>
    public static bool IsOfAnswers(string name)
    {
        string metric = name.Split(FilterSign)[0];
        return RepeatedMetric.IsName(name) || CustomMetricConfiguration.NameOf(name) is not null
            || metric == "exact_match" || InstructionTaskMetric.Names.Contains(metric)
            || DropTaskMetric.Names.Contains(metric)
            || (!s_definitions.ContainsKey(metric) && MetricCatalog.NeedsOf(metric) is null);
    }

    /// <summary>The definition of a name that is known.</summary>
    public static MetricDefinition Find(string name) =>
        TryFind(name, out MetricDefinition? definition) ? definition : throw new ArgumentException(name, nameof(name));
}
