using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
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
        Command command = new("inspect", Description) { model };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model);
            if (ModelFolders.Is(path))
            {
                WriteFolder(GenAIInspection.Read(path), parsed.GetValue(GlobalOptions.Json), terminal);
                return (int)ExitCode.Passed;
            }

            using GgufFile file = GgufModelFile.Open(path);
            ModelInspection inspection = GgufModelFile.Translate(path, () => ModelInspection.From(file));
            if (parsed.GetValue(GlobalOptions.Json))
            {
                InspectionOutput.WriteJson(terminal.Output, file, inspection);
            }
            else
            {
                InspectionOutput.WriteText(terminal, file, inspection);
            }

            return (int)ExitCode.Passed;
        });
        return command;
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
