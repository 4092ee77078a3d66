using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization;
using EvalHarness.LlamaCpp.Quantization;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Cli.Quantize;

/// <summary><c>quantize</c>: makes a candidate from a model's weights.</summary>
internal static class QuantizeCommand
{
    private const string Description =
        "Quantize a model.";

    private static readonly Argument<string> s_model = new("MODEL")
    {
        Description = "GGUF model, or ONNX Runtime GenAI folder; a quantized one only with --requantize.",
    };

    private static readonly QuantizeOptions s_options = new();
    private static readonly LlamaQuantizeOptions s_llama = new();

    private static readonly Option<string> s_output = new("--output")
    {
        Description = "File to write, replacing an existing one; or, for a model folder, a new folder.",
        Required = true,
        HelpName = "FILE|FOLDER",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("quantize", Description) { s_model };
        s_options.AddTo(command);
        s_llama.AddTo(command);
        command.Options.Add(s_output);
        command.SetAction(async (parsed, cancellationToken) => s_llama.Engine.IsLlamaCpp(parsed)
            ? await RunInLlamaCppAsync(parsed, terminal, cancellationToken)
            : Run(parsed, terminal, cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(s_model);
        string output = parsed.GetRequiredValue(s_output);
        s_llama.RequireNone(parsed);
        QuantizeConfiguration recipe = s_options.Read(parsed);
        RequireOutput(model, output);
        StatusLine? status = parsed.GetValue(GlobalOptions.Quiet) ? null : new(terminal, TimeProvider.System);
        QuantizationResult result = Quantizers.For(model).Quantize(
            model, output, recipe, "quantize", new QuantizationProgressLines(status), cancellationToken);
        status?.Finish();
        if (QuantizationOutput.DescribeLoss(result) is { } loss)
        {
            terminal.WriteWarning($"{model} {loss}");
        }

        if (parsed.GetValue(GlobalOptions.Json))
        {
            QuantizationOutput.WriteJson(terminal.Output, model, output, recipe.Method, result);
        }
        else
        {
            QuantizationOutput.WriteText(terminal, output, result);
        }

        return (int)ExitCode.Passed;
    }

    private static async Task<int> RunInLlamaCppAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(s_model);
        string output = parsed.GetRequiredValue(s_output);
        QuantizeConfiguration recipe = s_options.Read(parsed, checksTypes: false);
        if (Directory.Exists(model))
        {
            s_llama.Engine.RequireEmbedded(parsed, model, "a model folder");
        }

        RequireOutput(model, output);
        StatusLine? status = parsed.GetValue(GlobalOptions.Quiet) ? null : new(terminal, TimeProvider.System);
        LlamaQuantization result =
            await s_llama.QuantizeAsync(parsed, model, output, recipe, status, cancellationToken);
        status?.Finish();
        if (parsed.GetValue(GlobalOptions.Json))
        {
            LlamaQuantizationOutput.WriteJson(terminal.Output, model, output, recipe.Method, result);
        }
        else
        {
            LlamaQuantizationOutput.WriteText(terminal, output, result);
        }

        return (int)ExitCode.Passed;
    }

    private static void RequireOutput(string model, string output)
    {
        if (Path.GetFullPath(model) == Path.GetFullPath(output))
        {
            throw new InvalidInputException("--output", "the model itself", "another file");
        }

        if (File.Exists(model) && Directory.Exists(output))
        {
            throw new InvalidInputException("--output", $"\"{output}\", a folder", "a file to write");
        }
    }
}
