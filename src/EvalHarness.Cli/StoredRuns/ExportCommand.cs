using System.CommandLine;
using System.CommandLine.Parsing;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Exporting;
using EvalHarness.Pipeline.Files;
using EvalHarness.Runs;

namespace EvalHarness.Cli.StoredRuns;

/// <summary><c>export RUN</c>: every sample, output, score and verdict of a stored run as a file.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        RunArgument id = new();
        Option<string> format = new("--format")
        {
            Description = "jsonl: one object per output; csv: one row per score and per verdict.",
            DefaultValueFactory = _ => "jsonl",
            HelpName = string.Join('|', RunExport.Formats),
            CompletionSources = { RunExport.Formats.ToArray() },
        };
        Option<string?> output = new("--output", "--out")
        {
            Description = "File to write. [default: standard output]",
            HelpName = "FILE",
        };
        Option<bool> force = new("--force") { Description = "Replace an existing file." };
        Command command = new("export", "Write every sample, output, score and verdict of a stored run.")
        {
            id, format, output, force, StoreLocation.ConfigOption(),
        };
        command.Validators.Add(line => RefuseModel(line, id));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string name = OptionChoice.Check(parsed.GetRequiredValue(format), [.. RunExport.Formats], "--format");
            string? file = parsed.GetValue(output);
            RequireDestination(file, parsed.GetValue(force), GlobalOptions.IsJson(parsed));
            await using IStoredRuns store = StoreLocation.OpenExisting(parsed);
            RunRecord run = await id.FindAsync(parsed, store, cancellationToken);
            RunExport export = new(store);
            if (file is null)
            {
                await export.WriteAsync(run, name, terminal.Output, cancellationToken);
            }
            else
            {
                ExportCounts counts = await WriteAsync(export, run, name, file, cancellationToken);
                WriteSummary(parsed, terminal, run, name, file, counts);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    // What "export" meant in earlier versions.
    private static void RefuseModel(CommandResult line, RunArgument id)
    {
        if (line.GetResult(id)?.Tokens is [{ Value: var name }]
            && (name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || File.Exists(name)))
        {
            line.AddError(new InputError(
                id.Name,
                $"\"{name}\", which is a file",
                "a stored run",
                $"To convert a model: evalharness convert {RunOptionSet.Quote(name)} --to onnx-genai --output FOLDER")
                .ToString());
        }
    }

    private static void RequireDestination(string? file, bool mayReplace, bool isJson)
    {
        if (file is not null)
        {
            OutputFile.RequireFree(file, mayReplace, "--output");
        }
        else if (isJson)
        {
            throw new InvalidInputException(
                "--json",
                "no --output",
                "a file for the rows, because --json reserves standard output for one document",
                "Name a file with --output, or remove --json.");
        }
    }

    private static async Task<ExportCounts> WriteAsync(
        RunExport export, RunRecord run, string format, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await export.WriteAsync(run, format, file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--output", FileFailure.Describe(failure), "a writable file");
        }
    }

    private static void WriteSummary(
        ParseResult parsed, Terminal terminal, RunRecord run, string format, string file, ExportCounts counts)
    {
        if (GlobalOptions.IsJson(parsed))
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("run", run.Id);
                json.WriteString("format", format);
                json.WriteString("file", file);
                json.WriteNumber("samples", counts.Samples);
                json.WriteNumber("outputs", counts.Outputs);
                json.WriteNumber("scores", counts.Scores);
                json.WriteNumber("verdicts", counts.Verdicts);
                json.WriteEndObject();
            });
        }
        else if (!GlobalOptions.IsQuiet(parsed))
        {
            terminal.Error.WriteLine(Terminal.Printable(FormattableString.Invariant(
                $"{file}: {counts.Samples} samples, {counts.Outputs} outputs, {counts.Scores} scores and ")
                + FormattableString.Invariant($"{counts.Verdicts} verdicts of {run.Id}")));
        }
    }
}
