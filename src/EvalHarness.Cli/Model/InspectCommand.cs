using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.LlamaCpp;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary><c>inspect</c>: what a model holds and what it would take in other types.</summary>
internal static class InspectCommand
{
    private const string Description =
        "Show a model's architecture, tensors, types and size, and its predicted size in other types.";

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> model = new("MODEL") { Description = ModelFolders.Meaning };
        EngineOption engine = EngineOption.Create();
        Command command = new("inspect", Description) { model, engine };
        command.SetAction((parsed, cancellationToken) =>
            Task.FromResult(Run(parsed, parsed.GetRequiredValue(model), engine, terminal, cancellationToken)));
        return command;
    }

    private static int Run(
        ParseResult parsed, string path, EngineOption engine, Terminal terminal, CancellationToken cancellationToken)
    {
        if (ModelFolders.Is(path))
        {
            engine.RequireEmbedded(parsed, path, "a model folder");
            WriteFolder(GenAIInspection.Read(path), GlobalOptions.IsJson(parsed), terminal);
            return (int)ExitCode.Passed;
        }

        LlamaInspection? loaded =
            engine.IsLlamaCpp(parsed) ? LlamaInspection.Read(path, cancellationToken) : null;
        using GgufFile file = GgufModelFile.Open(path);
        ModelInspection inspection = GgufModelFile.Translate(path, () => ModelInspection.From(file));
        if (GlobalOptions.IsJson(parsed))
        {
            InspectionOutput.WriteJson(terminal.Output, file, inspection, loaded);
        }
        else
        {
            InspectionOutput.WriteText(terminal, file, inspection, loaded);
        }

        return (int)ExitCode.Passed;
    }

    private static void WriteFolder(GenAIInspection inspection, bool isJson, Terminal terminal)
    {
        if (isJson)
        {
            FolderInspectionOutput.WriteJson(terminal.Output, inspection);
        }
        else
        {
            FolderInspectionOutput.WriteText(terminal, inspection);
        }
    }
}
