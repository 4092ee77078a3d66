using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics;
using EvalHarness.Metrics.Corpus;
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
                .Select(entry => $"  {entry.Name}: {entry.Meaning}")
                .Concat(CorpusMetrics.All.Select(metric => $"  {metric.Definition.Name}: {metric.Definition.Meaning}")))
                + "\n",
            DefaultValueFactory = _ => ["exact_match,token_f1"],
            CompletionSources =
            {
                MetricCatalog.Entries
                    .Where(entry => MetricCatalog.NeedsOf(entry.Example) is null)
                    .Select(entry => entry.Example)
                    .Concat(CorpusMetrics.All.Select(metric => metric.Definition.Name))
                    .ToArray(),
            },
        };
        Option<bool> perSample = new("--per-sample") { Description = "Print every row as well as the means." };
        Option<string[]> filters = FilterOption.Create();
        Command command = new("text", "Compare texts with their references.") { input, metrics, filters, perSample };
        command.SetAction((parsed, cancellationToken) =>
        {
            TextScoring scoring = ParseMetrics(parsed.GetValue(metrics)!) with
            {
                Filter = FilterOption.Parse(parsed.GetValue(filters) ?? []),
                KeepsSamples = parsed.GetValue(perSample),
            };
            TextFileScores scores = TextFileScorer.Score(parsed.GetValue(input)!, scoring, cancellationToken);
            if (GlobalOptions.IsJson(parsed))
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

    private static TextScoring ParseMetrics(string[] values)
    {
        List<IMetric> metrics = [];
        List<ICorpusMetric> corpora = [];
        List<InputError> mistakes = [];
        foreach (string name in ListOption.Split(values).Distinct(StringComparer.Ordinal))
        {
            if (CorpusMetrics.Find(name) is { } corpus)
            {
                corpora.Add(corpus);
            }
            else if (!MetricCatalog.TryParse(name, out IMetric? metric, out InputError? mistake))
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
            : metrics.Count + corpora.Count > 0 ? new(metrics) { CorpusMetrics = corpora }
            : throw new InvalidInputException("--metrics", "no metric", "at least one metric");
    }
}
