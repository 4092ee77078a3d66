using System.CommandLine;
using EvalHarness.Cli.Configure;
using EvalHarness.Cli.Divergence;
using EvalHarness.Cli.Model;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Quantize;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Run;
using EvalHarness.Cli.Scoring;
using EvalHarness.Cli.StoredRuns;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Runs.Judging;

namespace EvalHarness.Cli;

/// <summary>The command tree, and the one place where an exception becomes an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    public static async Task<ExitCode> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        RootCommand root = CreateRoot(terminal);
        // A text that begins with @ is a text, and names no file of further arguments.
        ParseResult parsed = root.Parse(
            EmptyValues.Spell(args, root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        IReadOnlyList<string> wrong = ArgumentCheck.FindMistakes(parsed);
        if (wrong.Count > 0)
        {
            foreach (string mistake in wrong)
            {
                terminal.WriteError(mistake);
            }

            terminal.WriteError("Run with --help to see what is accepted.");
            return ExitCode.BadInput;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return (ExitCode)await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            WriteStop(terminal);
            return ExitCode.Incomplete;
        }
        catch (JudgeFailedException failure)
        {
            terminal.WriteError(failure.Message);
            WriteStop(terminal);
            return ExitCode.Incomplete;
        }
        catch (InvalidInputException mistake)
        {
            ShowWhere(parsed, terminal, mistake);
            // One wrong word in a prompt or a header is wrong in every row: say it once.
            foreach (IGrouping<(string, string, string?), InputMistake> same in
                mistake.Mistakes.GroupBy(found => (found.Found, found.Expected, found.Mend)))
            {
                int further = same.Count() - 1;
                terminal.WriteError(same.First()
                    + (further == 0 ? "" : $" The same at {further} or more further places."));
            }

            return ExitCode.BadInput;
        }
        catch (EndpointException failure)
        {
            ShowWhere(parsed, terminal, failure);
            terminal.WriteError(failure.Message);
            return ExitCode.Incomplete;
        }
        catch (GgufFormatException violation)
        {
            // A model that was changed while it was in use; what is wrong from the start is found when it is opened.
            ShowWhere(parsed, terminal, violation);
            terminal.WriteError(GgufModelFile.MistakeOf(violation, "the model").Message);
            return ExitCode.BadInput;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            ShowWhere(parsed, terminal, failure);
            terminal.WriteError(failure.Message);
            return ExitCode.Incomplete;
        }
        catch (Exception failure)
        {
            ShowWhere(parsed, terminal, failure);
            terminal.WriteError("Unexpected failure inside evalharness. Run again with --debug to see where.");
            return ExitCode.Incomplete;
        }
    }

    private static void ShowWhere(ParseResult parsed, Terminal terminal, Exception failure)
    {
        if (parsed.GetValue(GlobalOptions.Debug))
        {
            terminal.Error.WriteLine(Terminal.Printable(failure.ToString()));
        }
    }

    private static void WriteStop(Terminal terminal)
    {
        foreach (string line in terminal.DescribeStop())
        {
            terminal.Error.WriteLine(line);
        }
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        RootCommand root = new("Compares a quantized model with its baseline and says whether it may ship.");
        GlobalOptions.AddTo(root);
        CommandExamples.AddTo(root);
        root.Subcommands.Add(InitCommand.Create(terminal));
        root.Subcommands.Add(ValidateCommand.Create(terminal));
        root.Subcommands.Add(RunCommand.Create(terminal));
        root.Subcommands.Add(SearchCommand.Create(terminal));
        root.Subcommands.Add(RunsCommand.Create(terminal));
        root.Subcommands.Add(ShowCommand.Create(terminal));
        root.Subcommands.Add(CompareCommand.Create(terminal));
        root.Subcommands.Add(GateCommand.Create(terminal));
        root.Subcommands.Add(JudgeCommand.Create(terminal));
        root.Subcommands.Add(ReportCommand.Create(terminal));
        root.Subcommands.Add(ScoreCommand.Create(terminal));
        root.Subcommands.Add(QuantizeCommand.Create(terminal));
        root.Subcommands.Add(ExportCommand.Create(terminal));
        root.Subcommands.Add(InspectCommand.Create(terminal));
        root.Subcommands.Add(DivergenceCommand.Create(terminal));
        root.Subcommands.Add(TokenizeCommand.Create(terminal));
        root.Subcommands.Add(GenerateCommand.Create(terminal));
        root.Subcommands.Add(BenchCommand.Create(terminal));
        return root;
    }
}
