using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Runs;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Labels;

/// <summary><c>agreement RUN | --labels F</c>: judges against people.</summary>
internal sealed class AgreementCommand
{
    private readonly Argument<string?> _run = new("RUN")
    {
        Description = "The stored run: its id, a unique prefix of it, or latest.",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { RunArgument.StoredIds },
    };

    private readonly LabelFileOptions _file = new();

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "Instead of a run, a file of labels of people and judges.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _task = new("--task")
    {
        Description = "Only this task of the run.",
        HelpName = "TASK",
        CompletionSources = { ConfigurationNames.Tasks },
    };

    private readonly Option<string?> _part = new("--part")
    {
        Description = "Only labels of this part: few-shot, dev or sealed. [default: all]",
        HelpName = "PART",
        CompletionSources = { new[] { "few-shot", "dev", "sealed" } },
    };

    private readonly Option<string[]> _judges = new("--judges")
    {
        Description = "Of a file, the raters that are judges, comma-separated; the others are people.",
        HelpName = "NAMES",
    };

    private readonly Option<string[]> _scale = new("--scale")
    {
        Description = "Of a file, the grades from worst to best, comma-separated. [default: those that occur, sorted]",
        HelpName = "GRADES",
    };

    private readonly Option<string?> _passFrom = new("--pass-from")
    {
        Description = "Of a file, the lowest grade that passes. [default: the first above the middle]",
        HelpName = "GRADE",
    };

    private readonly Option<string?> _level = new("--level")
    {
        Description = "Of a file, what grades mean: nominal or ordinal. [default: ordinal with more than two grades]",
        HelpName = "LEVEL",
        CompletionSources = { new[] { "nominal", "ordinal" } },
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new AgreementCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("agreement", "Compare judges with people's labels, and people with one another.")
        {
            _run, _labels, _file.Format, _task, _part, _judges, _scale, _passFrom, _level, StoreLocation.ConfigOption(),
        };
        foreach (Option option in _file.Columns)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<AgreementReport> reports = (parsed.GetValue(_run), parsed.GetValue(_labels)) switch
            {
                (null, { } path) => [await OfFileAsync(parsed, path, cancellationToken)],
                ({ } name, null) => await OfRunAsync(parsed, name, cancellationToken),
                (null, null) => throw new InvalidInputException(
                    "RUN", "neither a run nor --labels", "a stored run, or a file of labels"),
                _ => throw new InvalidInputException(
                    "--labels", "a run and a file of labels", "one of them",
                    "To use a file's labels with a run: evalharness labels import RUN --file FILE"),
            };
            if (GlobalOptions.IsJson(parsed))
            {
                AgreementReportJson.Write(terminal.Output, reports);
            }
            else
            {
                AgreementReportText.Write(terminal.Output, reports);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    private async Task<AgreementReport> OfFileAsync(
        ParseResult parsed, string path, CancellationToken cancellationToken) => await AgreementFile.ReadAsync(
            path,
            _file.FormatOf(parsed, path),
            _file.ColumnsOf(parsed),
            [.. ListOption.Split(parsed.GetValue(_judges) ?? [])],
            parsed.GetResult(_scale) is null ? null : [.. ListOption.Split(parsed.GetValue(_scale) ?? [])],
            parsed.GetValue(_passFrom),
            parsed.GetValue(_level) is { } level
                ? OptionChoice.Check(level, ["nominal", "ordinal"], "--level") == "nominal"
                    ? MeasurementLevel.Nominal
                    : MeasurementLevel.Ordinal
                : null,
            cancellationToken);

    private async Task<IReadOnlyList<AgreementReport>> OfRunAsync(
        ParseResult parsed, string name, CancellationToken cancellationToken)
    {
        LabelPart? part = parsed.GetValue(_part) is { } written
            ? OptionChoice.Check(written, ["few-shot", "dev", "sealed"], "--part") switch
            {
                "few-shot" => LabelPart.FewShot,
                "dev" => LabelPart.Dev,
                _ => LabelPart.Sealed,
            }
            : null;
        await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
        RunRecord run = await RunLookup.FindAsync(store, name, "RUN", cancellationToken);
        List<AgreementReport> reports = [];
        foreach (LabelQuestion question in LabelsExportCommand.Questions(run, parsed.GetValue(_task)))
        {
            AgreementReport report = await RunAgreement.BuildAsync(store, run, question, part, cancellationToken);
            if (report.Items > 0 || report.Excluded > 0)
            {
                reports.Add(report);
            }
        }

        return reports.Count > 0 ? reports : throw new InvalidInputException(
            $"run {run.Id}", "no labels" + (part is null ? "" : " of this part"), "a run with people's labels",
            FormattableString.Invariant($"Label its outputs with: evalharness review {run.Id}. ")
                + "Or import labels with: evalharness labels import");
    }
}
