using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Onnx;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Cli.Quantize;

/// <summary><c>convert</c>: writes a model in another program's format.</summary>
internal static class ConvertCommand
{
    private const string Format = "onnx-genai";

    private static readonly string[] s_types = ["f32", "int8", "int4"];

    private static readonly Argument<string> s_model = new("MODEL") { Description = "GGUF model, of any tensor type." };

    private static readonly Option<string> s_format = new("--to")
    {
        Description = "Target format. onnx-genai: a folder for ONNX Runtime GenAI.",
        HelpName = Format,
        Required = true,
        CompletionSources = { Format },
    };

    private static readonly Option<string> s_type = new("--type")
    {
        Description = "Type of the matrices: f32, int8 or int4 (one scale per block of 32 weights).",
        DefaultValueFactory = _ => "f32",
        HelpName = "f32|int8|int4",
        CompletionSources = { s_types },
    };

    private static readonly Option<string> s_output = new("--output")
    {
        Description = "Folder to write; files of an earlier conversion in it are replaced.",
        Required = true,
        HelpName = "FOLDER",
    };

    private static readonly Option<bool> s_force = new("--force")
    {
        Description = "Write the folder even if ONNX Runtime would give other tokens than the model's tokenizer.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("convert", "Convert a GGUF model to another format.")
        {
            s_model, s_format, s_type, s_output, s_force,
        };
        command.SetAction(parsed => Run(parsed, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        string model = parsed.GetRequiredValue(s_model);
        string output = parsed.GetRequiredValue(s_output);
        OptionChoice.Check(parsed.GetRequiredValue(s_format), [Format], "--to");
        OnnxWeightType type = ParseType(parsed.GetRequiredValue(s_type));
        if (File.Exists(output))
        {
            throw new InvalidInputException("--output", $"\"{output}\", a file", "a folder to write to");
        }

        long bytes = Write(model, output, type, parsed.GetValue(s_force)
            ? difference => terminal.WriteWarning(difference + ".")
            : null);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("model", model);
                json.WriteString("format", Format);
                json.WriteString("type", parsed.GetRequiredValue(s_type));
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
