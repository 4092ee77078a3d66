using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Configure;

/// <summary><c>init</c>: the files of a first evaluation.</summary>
internal sealed class InitCommand
{
    private const string Description =
        "Create a commented configuration with its schema, a small dataset and a prompt.";

    private readonly Option<string> _folder = new("--folder")
    {
        Description = "Folder to write to.",
        DefaultValueFactory = _ => ".",
        HelpName = "DIR",
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = "The model, relative to the folder: a GGUF file or an ONNX Runtime GenAI folder.",
        DefaultValueFactory = _ => StarterFiles.ModelPath,
        HelpName = "F",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Overwrite existing files." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new InitCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("init", Description) { _folder, _model, _force };
        command.SetAction(parsed => Run(parsed, terminal));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        string folder = parsed.GetRequiredValue(_folder);
        string model = parsed.GetRequiredValue(_model);
        string path = Path.Combine(folder, model);
        StarterModel kind = KindOf(path);
        IReadOnlyList<string> files = StarterFiles.Write(
            folder, model, kind, parsed.GetValue(_force), LacksTemplate(path));
        WrittenFiles.Write(terminal, files);
        if (kind is StarterModel.Quantized or StarterModel.QuantizedFolder)
        {
            terminal.WriteWarning(
                $"{path} is quantized already, so the configuration compares it with itself instead of quantizing it "
                + "again. To measure what quantization cost, name the original model as the baseline in "
                + $"{ConfigurationFile.DefaultName}."
                + (kind == StarterModel.Quantized
                    ? " To quantize this file all the same, use the recipe with \"requantize\" that stands there as a "
                        + "comment."
                    : ""));
        }

        if (!terminal.IsJson && !GlobalOptions.IsQuiet(parsed))
        {
            string rest = Path.Exists(path) ? "your dataset" : "your model and dataset";
            terminal.Error.WriteLine($"Next: name {rest} in {ConfigurationFile.DefaultName}, then check it with:");
            terminal.Error.WriteLine("  evalharness validate");
        }

        return (int)ExitCode.Passed;
    }

    private static bool LacksTemplate(string path) => Directory.Exists(path)
        ? !GenAIInspection.Read(path).HasTemplate
        : File.Exists(path) && GgufModelFile.Read(path, file => !file.Metadata.Contains(ModelPrompts.GgufKey));

    // A model that is there is looked at now: what cannot be run is not written into a configuration.
    private static StarterModel KindOf(string path)
    {
        if (Directory.Exists(path))
        {
            return GenAIInspection.Read(path).QuantizedMatrices > 0
                ? StarterModel.QuantizedFolder
                : StarterModel.OriginalFolder;
        }

        return File.Exists(path) && GgufModelFile.Read(path, GgufQuantizer.FindQuantized) is not null
            ? StarterModel.Quantized
            : StarterModel.Original;
    }
}
