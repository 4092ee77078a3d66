using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Cli.Quantize;

/// <summary><c>convert</c>: writes a model in another program's format.</summary>
internal sealed class ConvertCommand
{
    private const string Format = "onnx-genai";

    private static readonly string[] s_types = ["f32", "int8", "int4"];

    private readonly Argument<string> _model = new("MODEL") { Description = "GGUF model, of any tensor type." };

    private readonly Option<string> _format = new("--to")
    {
        Description = "Target format. onnx-genai: a folder for ONNX Runtime GenAI.",
        HelpName = Format,
        Required = true,
        CompletionSources = { Format },
    };

    private readonly Option<string> _type = new("--type")
    {
        Description = "Type of the matrices: f32, int8 or int4 (one scale per block of 32 weights).",
        DefaultValueFactory = _ => "f32",
        HelpName = "f32|int8|int4",
        CompletionSources = { s_types },
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "Folder to write; files of an earlier conversion in it are replaced.",
        Required = true,
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "Write the folder even if ONNX Runtime would give other tokens than the model's tokenizer.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new ConvertCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("convert", "Convert a GGUF model to another format.")
        {
            _model, _format, _type, _output, _force,
        };
        command.SetAction(parsed => Run(parsed, terminal));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        string model = parsed.GetRequiredValue(_model);
        string output = parsed.GetRequiredValue(_output);
        OptionChoice.Check(parsed.GetRequiredValue(_format), [Format], "--to");
        OnnxWeightType type = ParseType(parsed.GetRequiredValue(_type));
        if (File.Exists(output))
        {
            throw new InvalidInputException("--output", $"\"{output}\", a file", "a folder to write to");
        }

        long bytes = Write(model, output, type, parsed.GetValue(_force)
            ? difference => terminal.WriteWarning(difference + ".")
            : null);
        if (GlobalOptions.IsJson(parsed))
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("model", model);
                json.WriteString("format", Format);
                json.WriteString("type", parsed.GetRequiredValue(_type));
                json.WriteString("folder", output);
                json.WriteNumber("bytes", bytes);
                json.WriteEndObject();
            });
        }
        else
        {
            terminal.Output.WriteLine($"{output}: {ByteSize.Write(bytes)}");
        }

        return (int)ExitCode.Passed;
    }

    private static long Write(string model, string output, OnnxWeightType type, Action<string>? onOtherTokens)
    {
        try
        {
            return GenAIExport.Write(model, output, type, onOtherTokens);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException("--output", FileFailure.Describe(failure), "a writable folder");
        }
    }

    private static OnnxWeightType ParseType(string name) => OptionChoice.Check(name, s_types, "--type") switch
    {
        "int8" => OnnxWeightType.Int8,
        "int4" => OnnxWeightType.Int4,
        _ => OnnxWeightType.Float32,
    };
}
