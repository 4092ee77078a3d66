namespace EvalHarness.Inference.Quantization;

/// <summary>Turns rows of one tensor into stored bytes. May be used from several threads.</summary>
internal abstract class RowQuantizer
{
    /// <summary>Rows that are quantized together.</summary>
    public virtual int GroupRows => 1;

    /// <summary>Bytes of a tensor that belongs to this one, such as its codebook; empty when there is none.</summary>
    public virtual byte[] Companion => [];

    /// <summary>Quantizes some rows.</summary>
    /// <param name="weights">Whole rows, one after the other.</param>
    /// <param name="rowLength">Weights in a row.</param>
    /// <param name="target">As many bytes as the rows take.</param>
    public abstract void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target);
}
