using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score rouge</c>: overlap of predictions with references.</summary>
internal static class ScoreRougeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string> input = new("--input")
        {
            Description = "JSONL file of {\"id\", \"prediction\", \"reference\" | \"references\"}.",
            Required = true,
        };
        Option<bool> stemmer = new("--stemmer") { Description = "Compare stems of words longer than 3 characters." };
        Option<bool> unicode = new("--unicode")
        {
            Description = "Recognize words of every script, as rougeL:unicode does in a run; without it, only ASCII "
                + "letters and digits form words, as in rouge_score.",
        };
        Option<string[]> types = new("--types")
        {
            Description = "Types, comma-separated: rouge1 … rouge9, rougeL, rougeLsum.",
            DefaultValueFactory = _ => ["rouge1,rouge2,rougeL,rougeLsum"],
            CompletionSources = { RougeType.Usual.Select(type => type.Name).ToArray() },
        };
        Option<bool> perSample = new("--per-sample") { Description = "Print every row as well as the means." };
        Command command = new("rouge", "Compute ROUGE as Google's rouge_score does.")
        {
            input, stemmer, unicode, types, perSample,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            RougeType[] asked = [.. ListOption.Split(parsed.GetValue(types)!).Select(ParseType).Distinct()];
            bool keepSamples = parsed.GetValue(perSample);
            RougeFileScores scores = RougeFileScorer.Score(
                parsed.GetValue(input)!,
                asked,
                parsed.GetValue(stemmer),
                parsed.GetValue(unicode),
                keepSamples,
                cancellationToken);
            if (GlobalOptions.IsJson(parsed))
            {
                TextScoreOutput.WriteJson(terminal.Output, scores, keepSamples);
            }
            else
            {
                TextScoreOutput.WriteText(terminal.Output, scores);
            }

            return Task.FromResult((int)ExitCode.Passed);
        });
        return command;
    }

    private static RougeType ParseType(string name) => RougeType.TryParse(name, out RougeType type)
        ? type
        : throw new InvalidInputException("--types", $"\"{name}\"", "rouge1 … rouge9, rougeL or rougeLsum");
}
