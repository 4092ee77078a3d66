using System.Numerics;

namespace EvalHarness.Statistics;

/// <summary>
/// The numbers of CPython's <c>random.Random(seed)</c>, draw by draw: what another program drew from a seed is drawn
/// again. For everything of the harness's own there is <see cref="SeededRandom"/>. Not thread-safe.
/// </summary>
public sealed class PythonRandom
{
    private readonly MersenneTwister _bits;

    /// <summary>Starts the sequence of a seed.</summary>
    /// <param name="seed">An integer, of which CPython takes the absolute value.</param>
    public PythonRandom(long seed)
    {
        ulong magnitude = seed < 0 ? 0UL - (ulong)seed : (ulong)seed;
        uint low = (uint)magnitude;
        uint high = (uint)(magnitude >> 32);
        _bits = new(high == 0 ? [low] : [low, high]);
    }

    /// <summary><c>random()</c>: a multiple of 2⁻⁵³ from 0 to below 1.</summary>
    public double NextDouble()
    {
        ulong high = _bits.Next() >> 5;
        ulong low = _bits.Next() >> 6;
        return ((high << 26) + low) * (1.0 / (1UL << 53));
    }

    /// <summary><c>randrange(count)</c>: an integer from 0 to below <paramref name="count"/>.</summary>
    /// <param name="count">At least 1.</param>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Below((ulong)count);
    }

    /// <summary><c>randint(low, high)</c>: an integer between both, each included.</summary>
    public int NextInteger(int low, int high)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        return (int)(low + (long)Below((ulong)((long)high - low) + 1));
    }

    /// <summary><c>choice(items)</c>: one of them.</summary>
    public T Choice<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items[Below(items.Count)];
    }

    /// <summary><c>choices(items, k=count)</c>: with replacement.</summary>
    public T[] Choices<T>(IReadOnlyList<T> items, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfZero(items.Count, nameof(items));
        T[] drawn = new T[count];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = items[NextIndex(items.Count)];
        }

        return drawn;
    }

    /// <summary>Places of <c>choices(range(count), k=places.Length)</c>.</summary>
    internal void ChoosePlaces(int count, Span<int> places)
    {
        foreach (ref int place in places)
        {
            place = NextIndex(count);
        }
    }

    /// <summary><c>sample(items, count)</c>: without replacement, in the order drawn.</summary>
    /// <param name="items">What is drawn from.</param>
    /// <param name="count">From 0 to the number of items.</param>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Count);
        return items.Count <= PoolLimit(count) ? SampleFromPool([.. items], count) : SampleByPlace(items, count);
    }

    /// <summary><c>shuffle(items)</c>: in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    // Above this many items CPython remembers the places drawn rather than copy the items.
    private static double PoolLimit(int count) =>
        21 + (count > 5 ? Math.Pow(4, Math.Ceiling(Math.Log(3.0 * count) / Math.Log(4))) : 0);

    private T[] SampleFromPool<T>(T[] pool, int count)
    {
        T[] drawn = new T[count];
        for (int i = 0; i < count; i++)
        {
            int place = Below(pool.Length - i);
            drawn[i] = pool[place];
            pool[place] = pool[pool.Length - i - 1];
        }

        return drawn;
    }

    private T[] SampleByPlace<T>(IReadOnlyList<T> items, int count)
    {
        HashSet<int> seen = [];
        T[] drawn = new T[count];
        for (int i = 0; i < count; i++)
        {
            int place = Below(items.Count);
            while (!seen.Add(place))
            {
                place = Below(items.Count);
            }

            drawn[i] = items[place];
        }

        return drawn;
    }

    private int NextIndex(int count) => (int)(NextDouble() * count);

    // As many bits as the bound has, drawn again until they are below it. Wider than a word, the low bits come first.
    private ulong Below(ulong bound)
    {
        int width = 64 - BitOperations.LeadingZeroCount(bound);
        ulong drawn;
        do
        {
            drawn = width <= 32
                ? _bits.Next() >> (32 - width)
                : _bits.Next() | ((ulong)(_bits.Next() >> (64 - width)) << 32);
        }
        while (drawn >= bound);

        return drawn;
    }
}
