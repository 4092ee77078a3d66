using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.FileScoring;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score agreement</c>: how well raters, people or judges, agree on the same items.</summary>
internal sealed class ScoreAgreementCommand
{
    private readonly Option<string> _input = new("--input")
    {
        Description = "CSV or TSV file with a header and one row per item.",
        Required = true,
    };

    private readonly Option<string> _id = new("--id")
    {
        Description = "Column with the ids of the items.",
        DefaultValueFactory = _ => "id",
    };

    private readonly Option<string[]> _raters = new("--raters")
    {
        Description = "Columns with ratings, comma-separated. An empty cell is a missing rating.",
        Required = true,
    };

    private readonly Option<string> _weights = new("--weights")
    {
        Description = "Weights of kappa: unweighted, linear or quadratic.",
        DefaultValueFactory = _ => "unweighted",
        CompletionSources = { NamesOf<KappaWeights>() },
    };

    private readonly Option<string> _level = new("--level")
    {
        Description = "Level of measurement for alpha: nominal, ordinal, interval or ratio.",
        DefaultValueFactory = _ => "nominal",
        CompletionSources = { NamesOf<MeasurementLevel>() },
    };

    private readonly Option<string[]> _scale = new("--scale")
    {
        Description = "Categories from lowest to highest, comma-separated. [default: those that occur, sorted]",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new ScoreAgreementCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("agreement", "Compute kappa, alpha and correlations of raters, with intervals.")
        {
            _input, _id, _raters, _weights, _level, _scale,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] scale = [.. ListOption.Split(parsed.GetValue(_scale) ?? [])];
            RaterAgreement agreement = AgreementFileScorer.Score(
                parsed.GetValue(_input)!,
                parsed.GetValue(_id)!,
                [.. ListOption.Split(parsed.GetValue(_raters)!)],
                ParseName<KappaWeights>("--weights", parsed.GetValue(_weights)!),
                ParseName<MeasurementLevel>("--level", parsed.GetValue(_level)!),
                parsed.GetResult(_scale) is null ? null : scale,
                cancellationToken);
            if (GlobalOptions.IsJson(parsed))
            {
                AgreementOutput.WriteJson(terminal.Output, agreement);
            }
            else
            {
                AgreementOutput.WriteText(terminal.Output, agreement);
            }

            return Task.FromResult((int)ExitCode.Passed);
        });
        return command;
    }

    private static T ParseName<T>(string option, string name)
        where T : struct, Enum =>
        Enum.Parse<T>(OptionChoice.Check(name, NamesOf<T>(), option), ignoreCase: true);

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(known => known.ToLowerInvariant())];
}
