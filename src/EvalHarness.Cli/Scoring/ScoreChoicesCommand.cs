using System.CommandLine;
using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.FileScoring;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score choices</c>: the metrics of multiple choice on log-likelihoods from another program.</summary>
internal static class ScoreChoicesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Option<string> input = new("--input")
        {
            Description = "JSONL file of {\"id\", \"choices\": [text], \"gold\": index or [indexes], "
                + "\"loglikelihoods\": [number], \"unconditional\"?: [number], \"is_greedy\"?: [true or false]}.",
            Required = true,
        };
        Option<string?> baseline = new("--baseline")
        {
            Description = "The same documents with the baseline's log-likelihoods, paired by id.",
        };
        Option<int> resamples = new("--bootstrap-iters")
        {
            Description = "Bootstrap replicates of the standard errors of mcc and f1; 0 for none.",
            DefaultValueFactory = _ => HarnessErrors.DefaultResamples,
        };
        Command command = new("choices", "Score log-likelihoods of choices as lm-evaluation-harness does.")
        {
            input, baseline, resamples,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            int replicates = parsed.GetValue(resamples);
            if (replicates < 0)
            {
                throw new InvalidInputException(
                    "--bootstrap-iters", replicates.ToString(CultureInfo.InvariantCulture), "0 or more");
            }

            ChoiceFileScores scores = ChoiceFileScorer.Score(
                parsed.GetValue(input)!, parsed.GetValue(baseline), replicates, cancellationToken);
            if (scores.Misplaced > 0)
            {
                terminal.WriteWarning(FormattableString.Invariant(
                    $"{scores.Misplaced} of {scores.Samples.Count} rows name a right choice that is none of theirs.")
                    + " They count as wrong.");
            }

            if (GlobalOptions.IsJson(parsed))
            {
                ChoiceScoreOutput.WriteJson(terminal.Output, scores);
            }
            else
            {
                ChoiceScoreOutput.WriteText(terminal.Output, scores);
            }

            return Task.FromResult((int)ExitCode.Passed);
        });
        return command;
    }
}
