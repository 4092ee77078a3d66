using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Pipeline.Calibration;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>
/// Quantizes GGUF files in F32, F16 or BF16, and others where that is asked for; what does not fit together is the
/// user's mistake.
/// </summary>
internal sealed class GgufModelQuantizer : IModelQuantizer
{
    /// <summary>Raised whenever the same recipe would give other bytes.</summary>
    internal const int Version = GgufQuantizer.Version;

    /// <inheritdoc/>
    public string Suffix => FormattableString.Invariant($"v{Version}.gguf");

    /// <inheritdoc/>
    public bool Takes(string weights) => !Directory.Exists(weights);

    /// <inheritdoc/>
    public QuantizedSize Predict(
        string model, QuantizeConfiguration configuration, string place, CancellationToken cancellationToken)
    {
        SizePrediction size = Read(model, configuration, place, ModelQuantizer.Predict, cancellationToken);
        return new QuantizedSize(size.FileBytes, size.BitsPerWeight);
    }

    /// <inheritdoc/>
    public QuantizationResult Quantize(
        string model,
        string output,
        QuantizeConfiguration configuration,
        string place,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        OutputFile.RequireReplaceable(output);
        return Read(
            model,
            configuration,
            place,
            (file, recipe, calibration) =>
                ModelQuantizer.Quantize(file, output, recipe, calibration, progress, cancellationToken),
            cancellationToken);
    }

    private static T Read<T>(
        string model,
        QuantizeConfiguration configuration,
        string place,
        Func<GgufFile, QuantizationRecipe, TextReader?, T> read,
        CancellationToken cancellationToken)
    {
        QuantizationRecipe recipe = RecipeOf(configuration, place);
        using TextReader? calibration = recipe.NeedsCalibration
            ? OpenText(configuration, place, cancellationToken)
            : null;
        try
        {
            return GgufModelFile.Read(model, file => read(file, recipe, calibration));
        }
        catch (InvalidDataException tooShort)
        {
            throw new InvalidInputException(
                configuration.Calibration!, tooShort.Message, "a text of several thousand tokens");
        }
        catch (ArithmeticException failure)
        {
            throw new InvalidInputException(
                place, failure.Message, "an invertible Hessian", "Raise the damping, for example to 0.1.");
        }
    }

    /// <summary>The recipe that a configuration stands for.</summary>
    /// <exception cref="InvalidInputException">Its method, types and options do not fit together.</exception>
    internal static QuantizationRecipe RecipeOf(QuantizeConfiguration configuration, string place)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        MethodKind method = Enum.Parse<MethodKind>(configuration.Method, ignoreCase: true);
        TypePattern[] patterns = [.. (configuration.Types ?? new Dictionary<string, string>())
            .Select(entry => new TypePattern(entry.Key, TypeOf(entry.Value, MethodKind.Rtn, place)))];
        QuantizationSettings settings = new(
            TypeOf(configuration.Type, method, place),
            configuration.EmbeddingType is { } embedding ? TypeOf(embedding, MethodKind.Rtn, place) : null)
        {
            Types = patterns,
            Requantizes = configuration.Requantize == true,
        };
        return new QuantizationRecipe(method, settings)
        {
            CalibrationTokens = configuration.CalibrationTokens ?? QuantizationRecipe.DefaultCalibrationTokens,
            Gptq = new GptqOptions
            {
                Damping = configuration.Damping ?? new GptqOptions().Damping,
                ActivationOrder = configuration.ActivationOrder ?? false,
            },
            Awq = new AwqOptions { GridPoints = configuration.GridPoints ?? new AwqOptions().GridPoints },
            Hqq = new HqqOptions
            {
                Norm = configuration.Norm ?? new HqqOptions().Norm,
                Iterations = configuration.Iterations ?? new HqqOptions().Iterations,
            },
            Prune = PruneOf(configuration, method, place),
        };
    }

    private static PruneOptions? PruneOf(QuantizeConfiguration configuration, MethodKind method, string place)
    {
        if (configuration.Prune is null && method != MethodKind.Prune)
        {
            return configuration.Sparsity is null ? null : throw new InvalidInputException(
                place, "a sparsity without pruning", "\"prune\" as well as \"sparsity\"",
                "Set \"prune\" to tensor, global or 2:4.");
        }

        return new PruneOptions
        {
            Scope = configuration.Prune switch
            {
                "global" => PruneScope.Global,
                "2:4" => PruneScope.TwoOfFour,
                _ => PruneScope.Tensor,
            },
            Sparsity = configuration.Sparsity ?? new PruneOptions().Sparsity,
        };
    }

    // Single tensors may have any type: where the method cannot give it, they are rounded to the nearest.
    private static TensorType TypeOf(string name, MethodKind method, string place)
    {
        TensorFormat format = TensorFormats.Find(name)
            ?? throw new InvalidInputException(
                place,
                $"the type \"{name}\"",
                string.Join(", ", TensorFormats.All.Select(known => known.Name))
                    + ", or an extension type such as uint3_b64, int8_channel, nf4_b64_dq or vq8_g4");
        return MethodTypes.FindNeed(method, format) is { } need
            ? throw new InvalidInputException(
                place, $"method {method.ToString().ToLowerInvariant()} with type \"{name}\"", need)
            : format.Type;
    }

    private static TextReader OpenText(
        QuantizeConfiguration configuration, string place, CancellationToken cancellationToken) =>
        configuration.Calibration is { } path
            ? CalibrationFile.Open(path, cancellationToken)
            : throw new InvalidInputException(
                place,
                $"method {configuration.Method} without calibration text",
                "the path of a representative text or dataset",
                "Add \"calibration\", for example \"datasets/calibration.txt\".");
}
