using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score ranking</c>: TREC runs against TREC judgements.</summary>
internal sealed class ScoreRankingCommand
{
    private readonly Option<string> _judgements = new("--qrels")
    {
        Description = "TREC judgements, lines of: topic, iteration, document, grade.",
        Required = true,
    };

    private readonly Option<string> _run = new("--run")
    {
        Description = "TREC run, lines of: topic, iteration, document, rank, score, tag.",
        Required = true,
    };

    private readonly Option<string[]> _measures = new("--measure", "-m")
    {
        Description = "Measure, by trec_eval's name (map, P_5, ndcg_cut.5,10, recall, official) or EvalHarness's "
            + "(ndcg@5). Can be repeated.",
        DefaultValueFactory = _ => ["official"],
        CompletionSources = { RankingMeasureNames.Families.Append("official").ToArray() },
    };

    private readonly Option<bool> _allTopics = new("--all-queries", "-c")
    {
        Description = "Average over all judged topics; topics missing from the run score 0.",
    };

    private readonly Option<bool> _perTopic = new("--per-query", "-q")
    {
        Description = "Print every topic before the averages (always included in JSON).",
    };

    private readonly Option<int> _level = new("--relevance-level", "-l")
    {
        Description = "Minimum grade that counts as relevant.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _judgedOnly = new("--judged-only", "-J")
    {
        Description = "Remove documents without a grade from the ranking first.",
    };

    private readonly Option<int?> _depth = new("--max-docs", "-M")
    {
        Description = "Maximum documents per topic. [default: all]",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new ScoreRankingCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("ranking", "Compute ranking measures as trec_eval 9.0.8 does.")
        {
            _judgements, _run, _measures, _allTopics, _perTopic, _level, _judgedOnly, _depth,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            RankingOptions options = new()
            {
                Measures = ParseMeasures(parsed.GetValue(_measures)!),
                AllTopics = parsed.GetValue(_allTopics),
                RelevanceLevel = OptionRange.AtLeast(parsed.GetValue(_level), 0, "--relevance-level"),
                JudgedOnly = parsed.GetValue(_judgedOnly),
                MaxDocuments = OptionRange.AtLeast(parsed.GetValue(_depth) ?? int.MaxValue, 1, "--max-docs"),
            };
            RankingFileScores scores = RankingFileScorer.Score(
                parsed.GetValue(_judgements)!, parsed.GetValue(_run)!, options, cancellationToken);
            if (GlobalOptions.IsJson(parsed))
            {
                TrecOutput.WriteJson(terminal.Output, scores);
            }
            else
            {
                TrecOutput.WriteText(terminal.Output, scores, parsed.GetValue(_perTopic));
            }

            return Task.FromResult((int)ExitCode.Passed);
        });
        return command;
    }

    private static List<RankingMeasure> ParseMeasures(string[] names)
    {
        List<RankingMeasure> measures = [];
        List<InputError> mistakes = [];
        foreach (string name in names)
        {
            if (RankingMeasureNames.Parse(name) is { } parsed)
            {
                measures.AddRange(parsed);
            }
            else
            {
                mistakes.Add(new("--measure", $"\"{name}\"", "the name of a measure",
                    $"Known: official, {string.Join(", ", RankingMeasureNames.Families)}; "
                        + "append a cutoff as in P_5 or P.5,10."));
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes) : measures;
    }
}
