using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Dot products of one row of inputs with stored weights, without expanding them in memory. Each weight is computed as
/// its format's dequantization computes it and summed in the order of <see cref="RowDot"/>, so both give the same bits.
/// </summary>
internal static unsafe class FusedDot
{
    private const int Step = RowDot.Step;
    private const float TwoTo112 = 5.192296858534828e33f;

    /// <summary>There is a kernel for the type.</summary>
    public static bool Supports(TensorType type) =>
        type is TensorType.F32 or TensorType.F16 or TensorType.BF16
            or TensorType.Q8_0 or TensorType.Q4_0 or TensorType.Q4_1;

    /// <summary>Σ_i w[i] x[i] with weights stored as <paramref name="type"/>.</summary>
    /// <param name="type">A supported type.</param>
    /// <param name="row">Stored weights.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="length">Number of weights, a multiple of 32.</param>
    public static float Dot(TensorType type, byte* row, float* x, int length) => type switch
    {
        TensorType.F32 => RowDot.Dot((float*)row, x, length),
        TensorType.F16 => DotF16((ushort*)row, x, length),
        TensorType.BF16 => DotBF16((ushort*)row, x, length),
        TensorType.Q8_0 => DotQ8(row, x, length),
        TensorType.Q4_0 => DotQ4(row, x, length),
        TensorType.Q4_1 => DotQ4WithMinimum(row, x, length),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no fused kernel for this type."),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DotF16(ushort* w, float* x, int length)
    {
        RowDot.Sums sums = default;
        for (int i = 0; i < length; i += Step)
        {
            sums.Add(HalvesToSingles(w + i), HalvesToSingles(w + i + VectorMath.Lanes), x + i);
        }

        return sums.Total();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DotBF16(ushort* w, float* x, int length)
    {
        RowDot.Sums sums = default;
        for (int i = 0; i < length; i += Step)
        {
            Vector512<uint> first = Widen(w + i) << 16;
            Vector512<uint> second = Widen(w + i + VectorMath.Lanes) << 16;
            sums.Add(first.AsSingle(), second.AsSingle(), x + i);
        }

        return sums.Total();
    }

    /// <summary>Blocks of half d and 32 signed bytes q: w = d q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DotQ8(byte* block, float* x, int length)
    {
        const int BlockBytes = 34;
        RowDot.Sums sums = default;
        for (int i = 0; i < length; i += Step, block += BlockBytes)
        {
            Vector512<float> d = Vector512.Create((float)*(Half*)block);
            sbyte* q = (sbyte*)(block + 2);
            sums.Add(
                d * Vector512.ConvertToSingle(Widen(Vector128.Load(q))),
                d * Vector512.ConvertToSingle(Widen(Vector128.Load(q + VectorMath.Lanes))),
                x + i);
        }

        return sums.Total();
    }

    /// <summary>Blocks of half d and 16 bytes of nibbles q, low ones first: w = d (q − 8).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DotQ4(byte* block, float* x, int length)
    {
        const int BlockBytes = 18;
        Vector128<byte> mask = Vector128.Create((byte)15);
        Vector512<int> eight = Vector512.Create(8);
        RowDot.Sums sums = default;
        for (int i = 0; i < length; i += Step, block += BlockBytes)
        {
            Vector512<float> d = Vector512.Create((float)*(Half*)block);
            Vector128<byte> packed = Vector128.Load(block + 2);
            sums.Add(
                d * Vector512.ConvertToSingle(Widen((packed & mask).AsSByte()) - eight),
                d * Vector512.ConvertToSingle(Widen((packed >>> 4).AsSByte()) - eight),
                x + i);
        }

        return sums.Total();
    }

    /// <summary>Blocks of half d, half m and 16 bytes of nibbles q, low ones first: w = d q + m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float DotQ4WithMinimum(byte* block, float* x, int length)
    {
        const int BlockBytes = 20;
        Vector128<byte> mask = Vector128.Create((byte)15);
        RowDot.Sums sums = default;
        for (int i = 0; i < length; i += Step, block += BlockBytes)
        {
            Vector512<float> d = Vector512.Create((float)*(Half*)block);
            Vector512<float> m = Vector512.Create((float)*(Half*)(block + 2));
            Vector128<byte> packed = Vector128.Load(block + 4);
            // Rounded twice, as the format's definition is.
            sums.Add(
                (d * Vector512.ConvertToSingle(Widen((packed & mask).AsSByte()))) + m,
                (d * Vector512.ConvertToSingle(Widen((packed >>> 4).AsSByte()))) + m,
                x + i);
        }

        return sums.Total();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen(Vector128<sbyte> bytes)
    {
        Vector256<short> words = Vector256.WidenLower(bytes.ToVector256Unsafe());
        return Vector512.WidenLower(words.ToVector512Unsafe());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widen(ushort* words) =>
        Vector512.WidenLower(Vector256.Load(words).ToVector512Unsafe());

    /// <summary>
    /// Moves exponent and mantissa into place and multiplies by 2^112, which is exact for subnormals too; infinities
    /// and NaN get the largest exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> HalvesToSingles(ushort* halves)
    {
        Vector512<uint> bits = Widen(halves);
        Vector512<uint> sign = (bits & Vector512.Create(0x8000u)) << 16;
        Vector512<uint> magnitude = (bits & Vector512.Create(0x7FFFu)) << 13;
        Vector512<uint> scaled = (magnitude.AsSingle() * Vector512.Create(TwoTo112)).AsUInt32();
        Vector512<uint> special = magnitude | Vector512.Create(0x7F800000u);
        Vector512<uint> isSpecial = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x0F800000u));
        return (Vector512.ConditionalSelect(isSpecial, special, scaled) | sign).AsSingle();
    }
}
