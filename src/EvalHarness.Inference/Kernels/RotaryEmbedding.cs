using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Rotary position embedding (Su et al. 2021) of interleaved pairs: elements 2i and 2i+1 of a head turn by
/// θ = position · scale · base^(−2i/d) / factor[i].
/// </summary>
internal sealed unsafe class RotaryEmbedding : IDisposable
{
    private readonly int _headLength;
    private readonly AlignedBuffer _cosines;
    private readonly AlignedBuffer _sines;

    /// <summary>Tabulates all angles.</summary>
    /// <param name="headLength">d, even.</param>
    /// <param name="positions">Number of positions, from 0.</param>
    /// <param name="frequencyBase">The base, usually 10000.</param>
    /// <param name="frequencyScale">Factor of all angles: 1 / linear scaling factor.</param>
    /// <param name="amplitude">Factor of the rotated values, usually 1.</param>
    /// <param name="frequencyFactors">One divisor per pair (d/2), or empty.</param>
    public RotaryEmbedding(
        int headLength,
        int positions,
        double frequencyBase,
        double frequencyScale,
        double amplitude,
        ReadOnlySpan<float> frequencyFactors)
    {
        _headLength = headLength;
        _cosines = new AlignedBuffer(((long)positions * headLength) + VectorMath.Lanes);
        _sines = new AlignedBuffer(((long)positions * headLength) + VectorMath.Lanes);
        for (int pair = 0; pair < headLength / 2; pair++)
        {
            double factor = frequencyFactors.IsEmpty ? 1 : frequencyFactors[pair];
            double frequency = frequencyScale * PortableMath.Pow(frequencyBase, -2.0 * pair / headLength) / factor;
            for (int position = 0; position < positions; position++)
            {
                (double sine, double cosine) = PortableMath.SinCos(position * frequency);
                long even = ((long)position * headLength) + (2 * pair);
                // (a, b) → (a cos − b sin, b cos + a sin): the partner's factor is −sin, then +sin.
                _cosines.Start[even] = _cosines.Start[even + 1] = (float)(cosine * amplitude);
                _sines.Start[even] = (float)(-sine * amplitude);
                _sines.Start[even + 1] = (float)(sine * amplitude);
            }
        }
    }

    /// <summary>Memory of the tables, in bytes.</summary>
    public long Bytes => _cosines.Bytes + _sines.Bytes;

    /// <summary>Turns the heads of one row in place.</summary>
    /// <param name="row">Heads side by side (heads, d).</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="position">Position of the token, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rotate(float* row, int heads, int position)
    {
        float* cosines = _cosines.Start + ((long)position * _headLength);
        float* sines = _sines.Start + ((long)position * _headLength);
        Vector512<int> partners = Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
        for (int head = 0; head < heads; head++, row += _headLength)
        {
            int i = 0;
            for (; i + VectorMath.Lanes <= _headLength; i += VectorMath.Lanes)
            {
                Vector512<float> value = Vector512.Load(row + i);
                Vector512<float> turned = Vector512.Shuffle(value, partners) * Vector512.Load(sines + i);
                Vector512.FusedMultiplyAdd(value, Vector512.Load(cosines + i), turned).Store(row + i);
            }

            for (; i < _headLength; i += 2)
            {
                (float a, float b) = (row[i], row[i + 1]);
                row[i] = MathF.FusedMultiplyAdd(a, cosines[i], b * sines[i]);
                row[i + 1] = MathF.FusedMultiplyAdd(b, cosines[i + 1], a * sines[i + 1]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }
}
