using System.Numerics;

namespace EvalHarness.Statistics;

/// <summary>
/// The one generator of seeded pseudo-random numbers: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom
/// number generators", 2021), its state filled by SplitMix64. The numbers of a seed are the same on every platform and
/// in every .NET version, which <see cref="Random"/> does not promise. Not thread-safe; a copy repeats the sequence.
/// </summary>
/// <remarks>The engine, which references no project, compiles this same file.</remarks>
internal struct Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the sequence that belongs to a seed; any value is a good seed.</summary>
    public Xoshiro256(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform from 0 to below 1, with 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform from 0 to below a limit above 0.</summary>
    /// <remarks>Lemire's multiply-and-reject: every value is equally likely.</remarks>
    public ulong Below(ulong limit)
    {
        ulong high = Math.BigMul(Next(), limit, out ulong low);
        if (low < limit)
        {
            ulong threshold = (0UL - limit) % limit;
            while (low < threshold)
            {
                high = Math.BigMul(Next(), limit, out low);
            }
        }

        return high;
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
