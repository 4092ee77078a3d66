using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>vq8_g4</c> and its like: a code of some bits stands for a group of neighbouring weights, a row of the codebook.
/// The codebook is a tensor of its own, named after the tensor: halves, (2^bits, group).
/// </summary>
/// <param name="type">What its id spells.</param>
/// <param name="codebook">The rows one after the other; empty for a format that only knows its layout.</param>
internal sealed class CodebookFormat(ExtensionType type, float[] codebook) : TensorFormat(type.Id)
{
    /// <summary>What follows a tensor's name in that of its codebook.</summary>
    public const string Suffix = ".codebook";

    /// <summary>Weights per code.</summary>
    public int GroupLength => type.Granularity;

    /// <summary>Reads the codebook of a tensor.</summary>
    /// <exception cref="GgufFormatException">There is none, or it has another shape.</exception>
    public static CodebookFormat From(GgufTensor tensor, ExtensionType type)
    {
        int entries = 1 << type.Bits;
        if (tensor.FindSibling(tensor.Name + Suffix) is not { Type: TensorType.F16 } book
            || book.RowLength != type.Granularity
            || book.RowCount != entries)
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"tensor '{tensor.Name}' of type {type.Name} without its codebook",
                FormattableString.Invariant(
                    $"a tensor '{tensor.Name}{Suffix}' of {type.Granularity} x {entries} halves"),
                "Quantize the model again.");
        }

        float[] codebook = new float[book.ElementCount];
        TensorFormats.For(TensorType.F16).Dequantize(book.Data, codebook);
        return new(type, codebook);
    }

    internal override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target)
    {
        RequireCodebook();
        Span<int> codes = stackalloc int[8];
        for (; !source.IsEmpty; source = source[BlockBytes..], target = target[BlockLength..])
        {
            BitPacking.Unpack(source[..BlockBytes], type.Bits, codes);
            for (int i = 0; i < codes.Length; i++)
            {
                codebook.AsSpan(codes[i] * GroupLength, GroupLength).CopyTo(target[(i * GroupLength)..]);
            }
        }
    }

    private protected override void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target)
    {
        RequireCodebook();
        Span<int> codes = stackalloc int[8];
        for (; !source.IsEmpty; source = source[BlockLength..], target = target[BlockBytes..])
        {
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = Nearest(codebook, source.Slice(i * GroupLength, GroupLength));
            }

            BitPacking.Pack(codes, type.Bits, target[..BlockBytes]);
        }
    }

    /// <summary>The row of a codebook nearest to a group of weights; of two as near, the first.</summary>
    internal static int Nearest(ReadOnlySpan<float> codebook, ReadOnlySpan<float> group)
    {
        int best = 0;
        float bestDistance = float.PositiveInfinity;
        for (int i = 0, at = 0; at < codebook.Length; i++, at += group.Length)
        {
            float distance = 0;
            for (int j = 0; j < group.Length; j++)
            {
                float difference = codebook[at + j] - group[j];
                distance += difference * difference;
            }

            if (distance < bestDistance)
            {
                (best, bestDistance) = (i, distance);
            }
        }

        return best;
    }

    private void RequireCodebook()
    {
        if (codebook.Length == 0)
        {
            throw new InvalidOperationException($"{Name} weights are read with the codebook of their tensor.");
        }
    }
}
