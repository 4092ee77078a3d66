using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>From the residual stream to logits, for the rows of a batch that want them.</summary>
internal static unsafe class OutputProjection
{
    /// <summary>Gathers the rows whose logits are wanted, normalized (wanted, d).</summary>
    public static void Normalize(
        ModelConfig config, AlignedBuffer weight, TokenBatch batch, Activations a, Share rows)
    {
        for (int row = rows.First; row < rows.End; row++)
        {
            if (batch.LogitRows[row] is >= 0 and int target)
            {
                RowKernels.RmsNorm(
                    a.Residual[row], weight.Start, a.Normalized[target], config.EmbeddingLength, config.NormEpsilon);
            }
        }
    }

    /// <summary>Some of the logits (wanted, V) of all gathered rows.</summary>
    public static void Multiply(
        WeightMatrix output, AlignedBuffer? bias, TokenBatch batch, Activations a, int worker, Share outputs)
    {
        Share wanted = new(0, batch.LogitCount);
        output.Multiply(a.Normalized, a.Logits, wanted, outputs, a.Scratch[worker]);
        for (int row = 0; bias is not null && row < wanted.End; row++)
        {
            for (int i = outputs.First; i < outputs.End; i++)
            {
                a.Logits[row][i] += bias.Start[i];
            }
        }
    }
}
