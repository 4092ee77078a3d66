using System.CommandLine;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Cli.Commands;

/// <summary><c>quantize</c>: makes a candidate from a model's weights.</summary>
internal static class QuantizeCommand
{
    private const string Description =
        "Make a candidate from a model's weights.";

    private static readonly Argument<string> s_model = new("MODEL") { Description = "GGUF model in F32, F16 or BF16." };

    private static readonly Option<string> s_method = new("--method")
    {
        Description = "rtn: every weight to the nearest value that its block can hold.",
        DefaultValueFactory = _ => "rtn",
        HelpName = "rtn",
    };

    private static readonly Option<string> s_type = new("--type")
    {
        Description = $"Type of the matrices ({TypeNames(", ")}); vectors stay f32.",
        Required = true,
        HelpName = "TYPE",
    };

    private static readonly Option<string?> s_embeddingType = new("--embedding-type")
    {
        Description = "Type of the token embedding, instead of the other matrices' type.",
        HelpName = "TYPE",
    };

    private static readonly Option<string> s_output = new("--output")
    {
        Description = "The new file; an older one is replaced when the new one is complete.",
        Required = true,
        HelpName = "FILE",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("quantize", Description) { s_model, s_method, s_type, s_embeddingType, s_output };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, terminal, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(s_model);
        string output = parsed.GetRequiredValue(s_output);
        if (parsed.GetRequiredValue(s_method) is not "rtn" and string method)
        {
            throw new InvalidInputException("--method", $"\"{method}\"", "rtn");
        }

        TensorType type = ParseType("--type", parsed.GetRequiredValue(s_type));
        TensorType? embeddingType = parsed.GetValue(s_embeddingType) is { } name
            ? ParseType("--embedding-type", name)
            : null;
        RequireOutput(model, output);
        QuantizationProgressLines? progress = parsed.GetValue(GlobalOptions.Quiet)
            ? null
            : new(terminal, TimeProvider.System);
        QuantizationResult result = GgufModelFile.Read(model, file => GgufQuantizer.Quantize(
            file, output, new QuantizationSettings(type, embeddingType), progress, cancellationToken));
        progress?.Finish();
        if (parsed.GetValue(GlobalOptions.Json))
        {
            QuantizationOutput.WriteJson(terminal.Output, model, output, result);
        }
        else
        {
            QuantizationOutput.WriteText(terminal, output, result);
        }

        return (int)ExitCode.Passed;
    }

    private static TensorType ParseType(string option, string name) => TensorFormats.Find(name)?.Type
        ?? throw new InvalidInputException(option, $"\"{name}\"", $"one of {TypeNames(", ")}");

    private static void RequireOutput(string model, string output)
    {
        if (Path.GetFullPath(model) == Path.GetFullPath(output))
        {
            throw new InvalidInputException("--output", "the model itself", "another file, as the model is kept");
        }

        if (Directory.Exists(output))
        {
            throw new InvalidInputException("--output", $"the folder \"{output}\"", "a file to write");
        }
    }

    private static string TypeNames(string separator) =>
        string.Join(separator, TensorFormats.All.Select(format => format.Name));
}
