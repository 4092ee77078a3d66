using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// Magnitude pruning (Han et al. 2015): the smallest weights become zero, those below a threshold of their matrix or of
/// all matrices, or two of each four neighbours (2:4, Mishra et al. 2021). Vectors and the embedding stay whole.
/// </summary>
internal sealed class Pruning
{
    private readonly TensorRowReader _weights;
    private readonly PruneOptions _options;
    private readonly Dictionary<string, float> _thresholds = [];

    /// <summary>Finds the thresholds.</summary>
    public Pruning(GgufFile source, TensorRowReader weights, PruneOptions options, CancellationToken cancellationToken)
    {
        (_weights, _options) = (weights, options);
        GgufTensor[] matrices = [.. source.Tensors.Where(IsPruned)];
        if (options.Scope == PruneScope.TwoOfFour)
        {
            return;
        }

        if (options.Scope == PruneScope.Global)
        {
            float threshold = Threshold(matrices, cancellationToken);
            Array.ForEach(matrices, tensor => _thresholds.Add(tensor.Name, threshold));
            return;
        }

        Array.ForEach(matrices, tensor => _thresholds.Add(tensor.Name, Threshold([tensor], cancellationToken)));
    }

    /// <summary>Reads a row without the weights that are too small.</summary>
    public void Read(GgufTensor tensor, long row, Span<float> target)
    {
        _weights(tensor, row, target);
        if (!IsPruned(tensor))
        {
            return;
        }

        if (_options.Scope == PruneScope.TwoOfFour)
        {
            KeepTwoOfFour(target);
            return;
        }

        float threshold = _thresholds[tensor.Name];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = MathF.Abs(target[i]) < threshold ? 0 : target[i];
        }
    }

    private static bool IsPruned(GgufTensor tensor) =>
        tensor.Dimensions.Count > 1 && tensor.Name != "token_embd.weight";

    private static void KeepTwoOfFour(Span<float> row)
    {
        for (int start = 0; start + 4 <= row.Length; start += 4)
        {
            Span<float> four = row.Slice(start, 4);
            four[TensorPrimitives.IndexOfMinMagnitude<float>(four)] = float.PositiveInfinity;
            four[TensorPrimitives.IndexOfMinMagnitude<float>(four)] = 0;
            four[four.IndexOf(float.PositiveInfinity)] = 0;
        }
    }

    /// <summary>
    /// The magnitude below which the wanted share lies. Magnitudes are counted by the upper bits of their pattern,
    /// which rise with them, so that memory does not grow with the model.
    /// </summary>
    private float Threshold(GgufTensor[] matrices, CancellationToken cancellationToken)
    {
        const int Shift = 11;
        long[] counts = new long[1 << (31 - Shift)];
        long total = 0;
        foreach (GgufTensor tensor in matrices)
        {
            float[] weights = new float[tensor.RowLength];
            for (long row = 0; row < tensor.RowCount; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _weights(tensor, row, weights);
                foreach (float weight in weights)
                {
                    counts[(BitConverter.SingleToUInt32Bits(weight) & 0x7FFF_FFFF) >> Shift]++;
                }
            }

            total += tensor.ElementCount;
        }

        long wanted = (long)(_options.Sparsity * total);
        long below = 0;
        int cell = 0;
        while (cell < counts.Length && below + counts[cell] <= wanted)
        {
            below += counts[cell++];
        }

        return BitConverter.UInt32BitsToSingle((uint)cell << Shift);
    }
}
