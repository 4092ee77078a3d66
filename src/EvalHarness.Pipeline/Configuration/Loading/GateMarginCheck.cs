using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Checks a gate's margin and cap against the range of its metric: a margin as wide tolerates anything.
/// </summary>
/// <param name="root">The configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class GateMarginCheck(ConfigurationNode root, ConfigurationMistakes mistakes)
{
    private const string Judge = "judge:";

    /// <summary>Notes what is wrong with one gate; a metric that is not known was noted before.</summary>
    public void Run(ConfigurationNode gate)
    {
        if (gate["metric"]?.Text?.Split('/', 2) is not [_, { } metric])
        {
            return;
        }

        double? margin = Number(gate["maxDrop"]);
        double? cap = Number(gate["cap"]);
        if (WidthOf(metric) is { } width)
        {
            if (margin >= width)
            {
                mistakes.Add(
                    gate["maxDrop"]!, gate["maxDrop"]!.Shown,
                    FormattableString.Invariant($"a margin smaller than {width}, the range of {metric}"),
                    "A margin as wide as the range tolerates any loss.");
            }

            if (gate["cap"] is { } needless)
            {
                mistakes.Add(
                    needless, "a cap on a metric that has a worst value", "no cap",
                    "Remove the cap; it is for metrics without a worst value, such as nll.");
            }
        }
        else if (cap <= margin)
        {
            mistakes.Add(
                gate["cap"]!, gate["cap"]!.Shown, "a cap greater than \"maxDrop\"",
                "The cap is the largest loss counted for one sample, such as 1 nat.");
        }
    }

    private double? WidthOf(string metric)
    {
        if (metric.StartsWith(Judge, StringComparison.Ordinal))
        {
            return WidthOfJudge(root["judges"]?[metric[Judge.Length..]]);
        }

        if (CustomMetricConfiguration.NameOf(metric) is { } own)
        {
            ConfigurationNode? node = root["customMetrics"]?[own];
            return node?["passFail"]?.Kind == JsonValueKind.True ? 1
                : Number(node?["maximum"]) - Number(node?["minimum"]);
        }

        return TaskMetricDefinitions.FindOfOutputs(metric)?.Range?.Width;
    }

    // A pairwise judge's baseline stands at 0, so a candidate loses 1 at most.
    private static double? WidthOfJudge(ConfigurationNode? judge) => judge switch
    {
        null => null,
        _ when judge["kind"]?.Text is "pairwise" or "qag" => 1,
        _ when judge["scale"]?.Items is { Count: > 1 } scale && Number(scale[^1]) > Number(scale[0]) =>
            Number(scale[^1]) - Number(scale[0]),
        _ when judge["scale"] is not null => null,
        _ => WidthOf(new JudgeConfiguration { Model = "", Task = "", Prompt = "" }.Menu),
    };

    private static double WidthOf(EvalHarness.Judging.VerdictMenu menu) => menu.Scores[^1] - menu.Scores[0];

    private static double? Number(ConfigurationNode? node) =>
        double.TryParse(node?.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
