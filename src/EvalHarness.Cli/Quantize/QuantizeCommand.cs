using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization;
using EvalHarness.LlamaCpp.Quantization;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Cli.Quantize;

/// <summary><c>quantize</c>: makes a candidate from a model's weights.</summary>
internal sealed class QuantizeCommand
{
    private const string Description =
        "Quantize a model.";

    private readonly Argument<string> _model = new("MODEL")
    {
        Description = "GGUF model, or ONNX Runtime GenAI folder; a quantized one only with --requantize.",
    };

    private readonly QuantizeOptions _options = new();
    private readonly LlamaQuantizeOptions _llama = new();

    private readonly Option<string> _output = new("--output")
    {
        Description = "File to write, replacing an existing one; or, for a model folder, a new folder.",
        Required = true,
        HelpName = "FILE|FOLDER",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new QuantizeCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("quantize", Description) { _model };
        _options.AddTo(command);
        _llama.AddTo(command);
        command.Options.Add(_output);
        command.SetAction(async (parsed, cancellationToken) => _llama.Engine.IsLlamaCpp(parsed)
            ? await RunInLlamaCppAsync(parsed, terminal, cancellationToken)
            : Run(parsed, terminal, cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_model);
        string output = parsed.GetRequiredValue(_output);
        _llama.RequireNone(parsed);
        QuantizeConfiguration recipe = _options.Read(parsed);
        RequireOutput(model, output);
        StatusLine? status = GlobalOptions.IsQuiet(parsed) ? null : new(terminal, TimeProvider.System);
        QuantizationResult result = Quantizers.For(model).Quantize(
            model, output, recipe, "quantize", new QuantizationProgressLines(status), cancellationToken);
        status?.Finish();
        if (QuantizationOutput.DescribeLoss(result) is { } loss)
        {
            terminal.WriteWarning($"{model} {loss}");
        }

        if (GlobalOptions.IsJson(parsed))
        {
            QuantizationOutput.WriteJson(terminal.Output, model, output, recipe.Method, result);
        }
        else
        {
            QuantizationOutput.WriteText(terminal, output, result);
        }

        return (int)ExitCode.Passed;
    }

    private async Task<int> RunInLlamaCppAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_model);
        string output = parsed.GetRequiredValue(_output);
        QuantizeConfiguration recipe = _options.Read(parsed, checksTypes: false);
        if (Directory.Exists(model))
        {
            _llama.Engine.RequireEmbedded(parsed, model, "a model folder");
        }

        RequireOutput(model, output);
        StatusLine? status = GlobalOptions.IsQuiet(parsed) ? null : new(terminal, TimeProvider.System);
        LlamaQuantization result =
            await _llama.QuantizeAsync(parsed, model, output, recipe, status, cancellationToken);
        status?.Finish();
        if (GlobalOptions.IsJson(parsed))
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
