using System.Diagnostics;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Quantizes a model by any method.</summary>
public static class ModelQuantizer
{
    /// <summary>Writes a quantized copy of a model.</summary>
    /// <param name="source">
    /// A model in F32, F16 or BF16; of any type where the recipe says <see cref="QuantizationSettings.Requantizes"/>.
    /// </param>
    /// <param name="outputPath">The new file; it appears when it is complete.</param>
    /// <param name="recipe">How.</param>
    /// <param name="calibration">Calibration text; may be <c>null</c> where the method needs none.</param>
    /// <param name="progress">Told after every tensor; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="GgufFormatException">The model cannot be quantized.</exception>
    /// <exception cref="InvalidDataException">The calibration text is too short.</exception>
    /// <exception cref="ArithmeticException">GPTQ needs more damping for this text.</exception>
    /// <remarks>Equal sources, recipes and texts give equal bytes on any number of processors.</remarks>
    public static QuantizationResult Quantize(
        GgufFile source,
        string outputPath,
        QuantizationRecipe recipe,
        TextReader? calibration,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        long started = Stopwatch.GetTimestamp();
        using QuantizationMethod method = Create(source, recipe, calibration, cancellationToken);
        QuantizationResult result = GgufQuantizer.Quantize(
            source, outputPath, recipe.Settings, method, progress, cancellationToken);
        return result with { Elapsed = Stopwatch.GetElapsedTime(started) };
    }

    /// <summary>Checks whether a model can be quantized so, and says what it would take; nothing is written.</summary>
    /// <param name="source">The model.</param>
    /// <param name="recipe">How.</param>
    /// <param name="calibration">Calibration text; <c>null</c> where the method needs none.</param>
    /// <exception cref="GgufFormatException">
    /// The model is quantized already, and the recipe does not say <see cref="QuantizationSettings.Requantizes"/>.
    /// </exception>
    /// <exception cref="InvalidDataException">The calibration text is too short.</exception>
    public static SizePrediction Predict(GgufFile source, QuantizationRecipe recipe, TextReader? calibration)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        GgufQuantizer.RequireFloats(source, recipe.Settings);
        if (calibration is not null)
        {
            CalibrationText.Read(source, calibration, recipe.CalibrationTokens);
        }

        return GgufQuantizer.Predict(source, recipe.Settings);
    }

    private static QuantizationMethod Create(
        GgufFile source, QuantizationRecipe recipe, TextReader? calibration, CancellationToken cancellationToken)
    {
        TensorRowReader weights = recipe.Prune is { } prune
            ? new Pruning(source, QuantizationMethod.FileWeights, prune, cancellationToken).Read
            : QuantizationMethod.FileWeights;
        int threads = Environment.ProcessorCount;
        IReadOnlyList<int[]> Sequences() => CalibrationText.Read(
            source,
            calibration ?? throw new ArgumentException($"{recipe.Method} needs calibration text."),
            recipe.CalibrationTokens);
        return recipe.Method switch
        {
            MethodKind.Gptq => new GptqMethod(source, weights, Sequences(), recipe.Gptq, threads),
            MethodKind.Awq => new AwqMethod(
                source,
                weights,
                Sequences(),
                tensor => TensorFormats.For(recipe.Settings.PlanFor(tensor).Type),
                recipe.Awq,
                threads,
                cancellationToken),
            MethodKind.Imatrix => new ImatrixMethod(source, weights, Sequences(), threads),
            MethodKind.Hqq => new HqqMethod(weights, recipe.Hqq),
            MethodKind.Codebook => new CodebookMethod(weights),
            _ => new RtnMethod(weights),
        };
    }
}
