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
    private const int Least = 512;

    private readonly MemoryBudget? _budget;
    private readonly int _headLength;
    private readonly double _amplitude;
    private readonly double[] _frequencies;
    private AlignedBuffer? _cosines;
    private AlignedBuffer? _sines;
    private int _positions;

    /// <summary>Prepares the angles of every pair; <see cref="Reserve"/> tabulates them.</summary>
    /// <param name="headLength">d, even.</param>
    /// <param name="frequencyBase">The base, usually 10000.</param>
    /// <param name="frequencyScale">Factor of all angles: 1 / linear scaling factor.</param>
    /// <param name="amplitude">Factor of the rotated values, usually 1.</param>
    /// <param name="frequencyFactors">One divisor per pair (d/2), or empty.</param>
    /// <param name="budget">What the tables count against; <c>null</c> for the process's.</param>
    public RotaryEmbedding(
        int headLength,
        double frequencyBase,
        double frequencyScale,
        double amplitude,
        ReadOnlySpan<float> frequencyFactors,
        MemoryBudget? budget = null)
    {
        (_headLength, _amplitude, _budget) = (headLength, amplitude, budget);
        _frequencies = new double[headLength / 2];
        for (int pair = 0; pair < _frequencies.Length; pair++)
        {
            double factor = frequencyFactors.IsEmpty ? 1 : frequencyFactors[pair];
            _frequencies[pair] = frequencyScale * PortableMath.Pow(frequencyBase, -2.0 * pair / headLength) / factor;
        }
    }

    /// <summary>Memory of the tables, in bytes.</summary>
    public long Bytes => (_cosines?.Bytes ?? 0) + (_sines?.Bytes ?? 0);

    /// <summary>Memory of the tables of some positions, in bytes.</summary>
    public static long BytesFor(int headLength, int positions) => 2 * sizeof(float) * Length(headLength, positions);

    /// <summary>Tabulates the angles of the first positions, at least of twice as many as before.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not granted; then there are no tables.</exception>
    public void Reserve(int positions)
    {
        if (positions <= _positions)
        {
            return;
        }

        Dispose();
        int wanted = Math.Max(Math.Max(Least, positions), 2 * _positions);
        _positions = 0;
        _cosines = new AlignedBuffer(Length(_headLength, wanted), _budget);
        _sines = new AlignedBuffer(Length(_headLength, wanted), _budget);
        _positions = wanted;
        for (int pair = 0; pair < _frequencies.Length; pair++)
        {
            for (int position = 0; position < _positions; position++)
            {
                (double sine, double cosine) = PortableMath.SinCos(position * _frequencies[pair]);
                long even = ((long)position * _headLength) + (2 * pair);
                // (a, b) → (a cos − b sin, b cos + a sin): the partner's factor is −sin, then +sin.
                _cosines.Start[even] = _cosines.Start[even + 1] = (float)(cosine * _amplitude);
                _sines.Start[even] = (float)(-sine * _amplitude);
                _sines.Start[even + 1] = (float)(sine * _amplitude);
            }
        }
    }

    /// <summary>Turns the heads of one row in place.</summary>
    /// <param name="row">Heads side by side (heads, d).</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="position">Position of the token, from 0; tabulated before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rotate(float* row, int heads, int position)
    {
        float* cosines = _cosines!.Start + ((long)position * _headLength);
        float* sines = _sines!.Start + ((long)position * _headLength);
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
        _cosines?.Dispose();
        _sines?.Dispose();
    }

    private static long Length(int headLength, int positions) => ((long)positions * headLength) + VectorMath.Lanes;
}
