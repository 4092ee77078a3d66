using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score text</c>: any metric that compares a prediction with its references.</summary>
internal static class ScoreTextCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string> input = new("--input")
        {
            Description = "JSONL file of {\"id\", \"prediction\", \"reference\" | \"references\"}.",
            Required = true,
        };
        Option<string[]> metrics = new("--metrics")
        {
            Description = "Metrics, comma-separated, regex:PATTERN alone:\n" + string.Join('\n', MetricCatalog.Entries
                .Where(entry => MetricCatalog.NeedsOf(entry.Example) is null)
                .Select(entry => $"  {entry.Name}: {entry.Meaning}")) + "\n",
            DefaultValueFactory = _ => ["exact_match,token_f1"],
            CompletionSources =
            {
                MetricCatalog.Entries
                    .Where(entry => MetricCatalog.NeedsOf(entry.Example) is null)
                    .Select(entry => entry.Example)
                    .ToArray(),
            },
        };
        Option<bool> perSample = new("--per-sample") { Description = "Print every row as well as the means." };
        Command command = new("text", "Compare texts with their references.") { input, metrics, perSample };
        command.SetAction((parsed, cancellationToken) =>
        {
            IMetric[] asked = ParseMetrics(parsed.GetValue(metrics)!);
            TextFileScores scores = TextFileScorer.Score(
                parsed.GetValue(input)!, asked, parsed.GetValue(perSample), cancellationToken);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                TextScoreOutput.WriteJson(terminal.Output, scores, parsed.GetValue(perSample));
            }
            else
            {
                TextScoreOutput.WriteText(terminal.Output, scores);
            }

            return Task.FromResult((int)ExitCode.Passed);
        });
        return command;
    }

    private static IMetric[] ParseMetrics(string[] values)
    {
        List<IMetric> metrics = [];
        List<InputError> mistakes = [];
        foreach (string name in ListOption.Split(values).Distinct(StringComparer.Ordinal))
        {
            if (!MetricCatalog.TryParse(name, out IMetric? metric, out InputError? mistake))
            {
                mistakes.Add(mistake with { Location = "--metrics" });
            }
            else if (MetricCatalog.NeedsOf(name) is { } needs)
            {
                mistakes.Add(new("--metrics", $"\"{name}\", which needs {needs}", "a metric on texts", needs switch
                {
                    MetricCatalog.RankingNeed => "Score rankings with: evalharness score ranking.",
                    _ => "Metrics that need a model are computed by: evalharness run.",
                }));
            }
            else
            {
                metrics.Add(metric);
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes)
            : metrics.Count > 0 ? [.. metrics]
            : throw new InvalidInputException("--metrics", "no metric", "at least one metric");
    }
}
