using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.LlamaCpp.Quantization;
using EvalHarness.Pipeline.Calibration;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Cli.Quantize;

/// <summary>The options of <c>quantize --engine llama.cpp</c>, as far as they are not those of every recipe.</summary>
internal sealed class LlamaQuantizeOptions
{
    private static readonly string[] s_tensorTypes =
        [.. Enum.GetNames<TensorType>().Select(name => name.ToLowerInvariant())];

    private readonly Option<string?> _importance = new("--imatrix")
    {
        Description = "llama.cpp: importance matrix that llama-imatrix wrote; --method imatrix collects one instead.",
        HelpName = "FILE",
    };

    /// <summary>Which quantizer.</summary>
    public EngineOption Engine { get; } = EngineOption.Create(
        "Quantizer of a GGUF model: embedded, or llama.cpp with all of its types and mixes, such as q4_k_m or iq3_s.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Engine);
        command.Options.Add(_importance);
    }

    /// <summary>Refuses what only llama.cpp's quantizer takes.</summary>
    /// <exception cref="InvalidInputException">It is given.</exception>
    public void RequireNone(ParseResult parsed)
    {
        if (parsed.GetValue(_importance) is not null)
        {
            throw new InvalidInputException(
                "--imatrix", "an importance matrix for the embedded quantizer",
                fix: "Add --engine llama.cpp, or use --method imatrix with --calibration.");
        }
    }

    /// <summary>Quantizes a model.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="output">The new file.</param>
    /// <param name="asked">The recipe, its type not checked.</param>
    /// <param name="status">Told how far it is; <c>null</c> for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidInputException">Model, recipe or a file of it cannot be used.</exception>
    public Task<LlamaQuantization> QuantizeAsync(
        ParseResult parsed,
        string model,
        string output,
        QuantizeConfiguration asked,
        StatusLine? status,
        CancellationToken cancellationToken)
    {
        RequireApplicable(asked);
        LlamaRecipe recipe = new(OptionChoice.Check(asked.Type, LlamaRecipe.TypeNames, "--type"))
        {
            EmbeddingType = asked.EmbeddingType is { } type
                ? Enum.Parse<TensorType>(OptionChoice.Check(type, s_tensorTypes, "--embedding-type"), ignoreCase: true)
                : null,
            Importance = ReadImportance(parsed, model, asked, status, cancellationToken),
            Requantizes = asked.Requantize == true,
        };
        status?.Show(() => $"llama.cpp writes {recipe.Type}");
        return LlamaQuantizer.QuantizeAsync(model, output, recipe, cancellationToken);
    }

    // The other parts of a recipe belong to the methods of the embedded quantizer.
    private static void RequireApplicable(QuantizeConfiguration asked)
    {
        QuantizeConfiguration applicable = new()
        {
            Method = asked.Method,
            Type = asked.Type,
            EmbeddingType = asked.EmbeddingType,
            Calibration = asked.Calibration,
            CalibrationTokens = asked.CalibrationTokens,
            Requantize = asked.Requantize,
        };
        if (asked != applicable)
        {
            throw new InvalidInputException(
                "--engine", "options of the embedded quantizer's methods beside llama.cpp",
                "--type, --embedding-type, --method, --imatrix, --calibration, --calibration-tokens and --requantize",
                "Remove --engine llama.cpp, or the other options.");
        }
    }

    private ImportanceMatrix? ReadImportance(
        ParseResult parsed,
        string model,
        QuantizeConfiguration asked,
        StatusLine? status,
        CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_importance) is { } path)
        {
            return asked.Method == "rtn" ? ImportanceFile.Read(path) : throw new InvalidInputException(
                "--method", $"\"{asked.Method}\" beside --imatrix", fix: "Remove one of them.");
        }

        if (asked.Method is not ("rtn" or "imatrix"))
        {
            throw new InvalidInputException(
                "--method", $"\"{asked.Method}\" with llama.cpp's quantizer", "rtn or imatrix",
                "Remove --engine llama.cpp.");
        }

        if (asked.Method == "rtn")
        {
            return null;
        }

        using TextReader text = CalibrationFile.Open(asked.Calibration!, cancellationToken);
        return ImportanceCollection.Collect(
            model,
            text,
            asked.CalibrationTokens ?? QuantizationRecipe.DefaultCalibrationTokens,
            Environment.ProcessorCount,
            (done, all) => status?.Show(() => FormattableString.Invariant($"calibration: {done} of {all} tokens")),
            cancellationToken);
    }
}
