using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Cli.Labels;

/// <summary><c>labels import RUN --file F</c>: labels that were made elsewhere.</summary>
internal sealed class LabelsImportCommand
{
    private readonly RunArgument _run = new();
    private readonly LabelFileOptions _file = new();

    private readonly Option<string> _path = new("--file")
    {
        Description = "The file with the labels.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _task = new("--task")
    {
        Description = "The task, where rows name none and the run has several.",
        HelpName = "TASK",
        CompletionSources = { ConfigurationNames.Tasks },
    };

    private readonly Option<string?> _kind = new("--kind")
    {
        Description = "What was labelled, where the task's judges ask for both: output or pair.",
        HelpName = "KIND",
        CompletionSources = { new[] { "output", "pair" } },
    };

    private readonly Option<string?> _labellerName = new("--labeller-name")
    {
        Description = "The labeller of rows that name none.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _modelName = new("--model-name")
    {
        Description = "The model of rows that name none.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "Grade that a word of the file means, such as good=5; may be given several times.",
        HelpName = "WORD=GRADE",
    };

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Why labels change that are stored already. [default: the name of the file]",
        HelpName = "TEXT",
    };

    private readonly Option<double?> _share = new("--share")
    {
        Description = "The rows are a random draw of the differing pairs with this share, by the hash of the sample's "
            + "id, as --labels-template writes it: they may decide gates. [default: the stored draw, if there is one]",
        HelpName = "SHARE",
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Seed of that draw.",
        HelpName = "SEED",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new LabelsImportCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new(
            "import", "Join labels that were made elsewhere with the outputs of a run, and store them.")
        {
            _run, _path, _file.Format, _task, _kind, _labellerName, _modelName, _map, _reason, _share, _seed,
            StoreLocation.ConfigOption(),
        };
        foreach (Option option in _file.Columns)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(_path);
            await using IRunStore store = StoreLocation.OpenForWriting(parsed);
            RunRecord run = await _run.FindAsync(parsed, store, cancellationToken);
            StatusLine status = new(terminal, TimeProvider.System);
            bool quiet = GlobalOptions.IsQuiet(parsed);
            Progress progress = new(done =>
            {
                if (!quiet)
                {
                    status.Show(() => FormattableString.Invariant($"{done} labels stored"));
                }
            });
            LabelImportReport report = await new LabelImport(store).ImportAsync(
                run,
                path,
                new LabelImportOptions
                {
                    Format = _file.FormatOf(parsed, path),
                    Columns = _file.ColumnsOf(parsed),
                    Task = parsed.GetValue(_task),
                    Kind = LabelFileOptions.KindOf(parsed.GetValue(_kind)),
                    LabellerName = parsed.GetValue(_labellerName),
                    ModelName = parsed.GetValue(_modelName),
                    Words = Words(parsed.GetValue(_map) ?? []),
                    Reason = parsed.GetValue(_reason),
                    Share = parsed.GetValue(_share),
                    Seed = parsed.GetValue(_seed),
                },
                progress,
                cancellationToken);
            status.Finish();
            if (GlobalOptions.IsJson(parsed))
            {
                LabelsImportOutput.WriteJson(terminal.Output, run.Id, path, report);
            }
            else
            {
                LabelsImportOutput.WriteText(terminal.Output, path, report);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static Dictionary<string, string> Words(string[] maps)
    {
        Dictionary<string, string> words = new(StringComparer.Ordinal);
        foreach (string map in maps)
        {
            int equals = map.LastIndexOf('=');
            if (equals < 1 || equals == map.Length - 1 || !words.TryAdd(map[..equals], map[(equals + 1)..]))
            {
                throw new InvalidInputException(
                    "--map", $"\"{map}\"", "WORD=GRADE, each word once", "For example: --map good=5 --map bad=1");
            }
        }

        return words;
    }

    private sealed class Progress(Action<int> show) : IProgress<int>
    {
        public void Report(int value) => show(value);
    }
}
