using System.CommandLine;
using EvalHarness.Cli.Completion;
using EvalHarness.Cli.Configure;
using EvalHarness.Cli.Demo;
using EvalHarness.Cli.Divergence;
using EvalHarness.Cli.Labels;
using EvalHarness.Cli.Model;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Quantize;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Run;
using EvalHarness.Cli.Scoring;
using EvalHarness.Cli.StoredRuns;
using EvalHarness.Cli.Tasks;
using EvalHarness.Inference;
using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
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
        terminal.IsJson = GlobalOptions.IsJson(parsed);
        IReadOnlyList<Failure> wrong = ArgumentCheck.FindMistakes(parsed);
        if (wrong.Count > 0)
        {
            FailureOutput.Write(terminal, (int)ExitCode.BadInput, wrong);
            terminal.Error.WriteLine("Run the command with --help to see its options.");
            return ExitCode.BadInput;
        }

        using IDisposable? log = GlobalOptions.IsVerbose(parsed)
            ? LlamaLog.Show(line => terminal.Error.WriteLine("llama.cpp: " + Terminal.Printable(line)))
            : null;
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
            FailureOutput.WriteStop(terminal, (int)ExitCode.Incomplete);
            return ExitCode.Incomplete;
        }
        catch (JudgeFailedException failure)
        {
            FailureOutput.WriteStop(terminal, (int)ExitCode.Incomplete, failure.Message);
            return ExitCode.Incomplete;
        }
        catch (Exception failure)
        {
            if (GlobalOptions.IsDebug(parsed))
            {
                terminal.Error.WriteLine(Terminal.Printable(failure.ToString()));
            }

            (ExitCode code, IReadOnlyList<Failure> failures) = Explain(failure);
            FailureOutput.Write(terminal, (int)code, failures);
            return code;
        }
    }

    private static (ExitCode Code, IReadOnlyList<Failure> Failures) Explain(Exception failure) => failure switch
    {
        InvalidInputException mistake => (ExitCode.BadInput, Failure.FromMistakes(mistake.Errors)),
        // A model that was changed while it was in use; what is wrong from the start is found when it is opened.
        GgufFormatException violation =>
            (ExitCode.BadInput, Failure.FromMistakes(GgufModelFile.MistakeOf(violation, "the model").Errors)),
        EngineMemoryException shortage =>
            (ExitCode.BadInput, Failure.FromMistakes(GgufModelFile.MistakeOf(shortage, "the model").Errors)),
        EndpointException or IOException or UnauthorizedAccessException =>
            (ExitCode.Incomplete, [Failure.FromText(failure.Message)]),
        _ => (ExitCode.Incomplete,
            [Failure.FromText("Unexpected failure inside evalharness. Run again with --debug to see where.")]),
    };

    private static RootCommand CreateRoot(Terminal terminal)
    {
        RootCommand root = new("Compares quantized models with their baseline and decides whether they may ship.");
        GlobalOptions.AddTo(root);
        CommandExamples.AddTo(root);
        VersionAction.AddTo(root);
        root.Subcommands.Add(DemoCommand.Create(terminal));
        root.Subcommands.Add(InitCommand.Create(terminal));
        root.Subcommands.Add(ValidateCommand.Create(terminal));
        root.Subcommands.Add(RunCommand.Create(terminal));
        root.Subcommands.Add(SearchCommand.Create(terminal));
        root.Subcommands.Add(RunsCommand.Create(terminal));
        root.Subcommands.Add(ShowCommand.Create(terminal));
        root.Subcommands.Add(CompareCommand.Create(terminal));
        root.Subcommands.Add(GateCommand.Create(terminal));
        root.Subcommands.Add(JudgeCommand.Create(terminal));
        root.Subcommands.Add(ReviewCommand.Create(terminal));
        root.Subcommands.Add(LabelsCommand.Create(terminal));
        root.Subcommands.Add(AgreementCommand.Create(terminal));
        root.Subcommands.Add(ReportCommand.Create(terminal));
        root.Subcommands.Add(ExportCommand.Create(terminal));
        root.Subcommands.Add(ScoreCommand.Create(terminal));
        root.Subcommands.Add(TasksCommand.Create(terminal));
        root.Subcommands.Add(QuantizeCommand.Create(terminal));
        root.Subcommands.Add(ConvertCommand.Create(terminal));
        root.Subcommands.Add(InspectCommand.Create(terminal));
        root.Subcommands.Add(DivergenceCommand.Create(terminal));
        root.Subcommands.Add(TokenizeCommand.Create(terminal));
        root.Subcommands.Add(RenderCommand.Create(terminal));
        root.Subcommands.Add(GenerateCommand.Create(terminal));
        root.Subcommands.Add(BenchCommand.Create(terminal));
        root.Subcommands.Add(CompletionCommand.Create(terminal));
        return root;
    }
}
