using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;

namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>
/// Measures for each matrix t of a model how much its precision matters. The mean KL divergence of a quantized model
/// from the original is about Σ_t a_t e_t, with e_t the relative squared error of matrix t (Malinovskii et al. 2024,
/// arXiv 2411.17525). a_t = KL_t / e_t, both with t alone in its smallest type.
/// </summary>
public static class SensitivityMeasurement
{
    /// <summary>Tokens that are read where nothing else is asked for.</summary>
    public const int DefaultTokens = 2048;

    /// <summary>Raised whenever equal inputs would give other numbers.</summary>
    public const int Version = 1;

    private const string Embedding = "token_embd.weight";
    private const string Output = "output.weight";

    /// <summary>Measures a model.</summary>
    /// <param name="file">A model; of a quantized one, the weights that its blocks hold.</param>
    /// <param name="text">Calibration text.</param>
    /// <param name="types">
    /// Types that matrices may get; where rows are no whole number of blocks, the type that a quantizer falls back to.
    /// </param>
    /// <param name="tokens">Most tokens of the text; at least 2. All their positions are compared.</param>
    /// <param name="threads">Threads that compute; at least 1. They do not change a number.</param>
    /// <param name="progress">Told after every matrix; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="GgufFormatException">The model cannot be quantized.</exception>
    /// <exception cref="InvalidDataException">The text has fewer than two tokens.</exception>
    public static ModelSensitivity Measure(
        GgufFile file,
        TextReader text,
        IReadOnlyList<TensorType> types,
        int tokens,
        int threads,
        IProgress<SensitivityProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentOutOfRangeException.ThrowIfZero(types.Count);
        using ParallelStreams streams = new(
            file, CalibrationText.Read(file, text, tokens), threads, cancellationToken);
        GgufTensor[] order = [.. file.Tensors.Where(IsMatrix).OrderBy(LayerOf)];
        Dictionary<string, MatrixSensitivity> found = [];
        int layer = 0;
        foreach (GgufTensor tensor in order)
        {
            for (; LinearTensors.LayerOf(tensor.Name) > layer; layer++)
            {
                streams.Advance(layer, cancellationToken);
            }

            found[tensor.Name] = Measure(file, tensor, types, streams, cancellationToken);
            progress?.Report(new(tensor.Name, found.Count, order.Length));
        }

        return new ModelSensitivity(
            streams.TokenCount,
            [.. file.Tensors.Where(IsMatrix).Select(tensor => found[tensor.Name])],
            file.Tensors.Where(tensor => !IsMatrix(tensor)).Sum(tensor => sizeof(float) * tensor.ElementCount),
            file.Tensors.Sum(tensor => tensor.ElementCount));
    }

    private static bool IsMatrix(GgufTensor tensor) => tensor.Dimensions.Count > 1;

    // The embedding is measured before the first layer, the output behind the last.
    private static int LayerOf(GgufTensor tensor) =>
        tensor.Name == Embedding ? -1 : LinearTensors.LayerOf(tensor.Name) ?? int.MaxValue;

    private static MatrixSensitivity Measure(
        GgufFile file,
        GgufTensor tensor,
        IReadOnlyList<TensorType> types,
        ParallelStreams streams,
        CancellationToken cancellationToken)
    {
        // Of types that take the same bytes the one that loses least.
        (TensorType Type, long Bytes, double Error)[] choices =
        [
            .. types.Select(type => QuantizationPlan.For(tensor, type).Type).Distinct()
                .Select(type => (Type: type, Bytes: RoundedTensor.BytesOf(tensor, type),
                    Error: RoundedTensor.ErrorOf(tensor, type, cancellationToken)))
                .OrderBy(choice => choice.Bytes).ThenBy(choice => choice.Error)
                .DistinctBy(choice => choice.Bytes),
        ];
        RoundedTensor smallest = RoundedTensor.From(tensor, choices[0].Type, cancellationToken);
        double measured = MeasureAlone(file, smallest, streams, cancellationToken);
        double coefficient = smallest.RelativeError > 0 ? measured / smallest.RelativeError : 0;
        return new MatrixSensitivity(tensor.Name, tensor.ElementCount, measured, coefficient,
        [
            .. choices.Select(choice =>
                new PrecisionChoice(choice.Type, choice.Bytes, choice.Error, coefficient * choice.Error)),
        ]);
    }

    // A matrix that the engine does not multiply changes nothing.
    private static double MeasureAlone(
        GgufFile file, RoundedTensor rounded, ParallelStreams streams, CancellationToken cancellationToken) =>
        rounded.Tensor.Name switch
        {
            Embedding => streams.MeasureEmbedding(
                rounded, isTied: !file.TryGetTensor(Output, out _), cancellationToken),
            Output => streams.MeasureOutput(rounded, cancellationToken),
            string name when LinearTensors.Find(name) is { } place =>
                streams.MeasureLayer(rounded, place.Layer, cancellationToken),
            _ => 0,
        };
}
