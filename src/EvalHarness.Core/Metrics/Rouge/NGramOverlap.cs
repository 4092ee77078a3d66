using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Counts common n-grams. Each n-gram of the reference gets a number from the number of its first n − 1 words and
/// its last word, so that counting is exact at every length and never touches text.
/// </summary>
internal sealed class NGramOverlap
{
    private const int Absent = -1;

    private ulong[] _keys = new ulong[512];
    private int[] _values = new int[512];
    private int[] _left = new int[256];
    private int[] _reference = new int[256];
    private int[] _prediction = new int[256];
    private int _distinct;

    /// <summary>Starts a pair with its single words.</summary>
    /// <param name="prediction">(words of the prediction)</param>
    /// <param name="reference">(words of the reference)</param>
    /// <param name="vocabulary">Every word number is below this.</param>
    /// <returns>Common single words, with multiplicity.</returns>
    public int Start(ReadOnlySpan<int> prediction, ReadOnlySpan<int> reference, int vocabulary)
    {
        Ensure(ref _reference, reference.Length);
        Ensure(ref _prediction, prediction.Length);
        Ensure(ref _left, Math.Max(vocabulary, reference.Length));
        reference.CopyTo(_reference);
        prediction.CopyTo(_prediction);
        _left.AsSpan(0, vocabulary).Clear();
        return CountHits(_reference.AsSpan(0, reference.Length), _prediction.AsSpan(0, prediction.Length));
    }

    /// <summary>Goes on from n-grams of <paramref name="length"/> − 1 words to <paramref name="length"/>.</summary>
    /// <returns>Common n-grams, with multiplicity.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Extend(ReadOnlySpan<int> prediction, ReadOnlySpan<int> reference, int length)
    {
        int expected = Math.Max(reference.Length - length + 1, 0);
        int predicted = Math.Max(prediction.Length - length + 1, 0);
        Reset(expected);
        for (int i = 0; i < expected; i++)
        {
            _reference[i] = Number(Key(_reference[i], reference[i + length - 1]));
        }

        for (int i = 0; i < predicted; i++)
        {
            int prefix = _prediction[i];
            _prediction[i] = prefix < 0 ? Absent : Find(Key(prefix, prediction[i + length - 1]));
        }

        _left.AsSpan(0, _distinct).Clear();
        return CountHits(_reference.AsSpan(0, expected), _prediction.AsSpan(0, predicted));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CountHits(ReadOnlySpan<int> reference, ReadOnlySpan<int> prediction)
    {
        int[] left = _left;
        foreach (int id in reference)
        {
            left[id]++;
        }

        int hits = 0;
        foreach (int id in prediction)
        {
            if (id >= 0 && left[id] > 0)
            {
                left[id]--;
                hits++;
            }
        }

        return hits;
    }

    // A key is never 0, which marks a free slot.
    private static ulong Key(int prefix, int word) => ((ulong)(uint)(prefix + 1) << 32) | (uint)word;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 40) & (_keys.Length - 1);

    private int Number(ulong key)
    {
        int slot = Slot(key);
        while (_keys[slot] is not 0 and ulong taken)
        {
            if (taken == key)
            {
                return _values[slot];
            }

            slot = (slot + 1) & (_keys.Length - 1);
        }

        _keys[slot] = key;
        return _values[slot] = _distinct++;
    }

    private int Find(ulong key)
    {
        int slot = Slot(key);
        while (_keys[slot] is not 0 and ulong taken)
        {
            if (taken == key)
            {
                return _values[slot];
            }

            slot = (slot + 1) & (_keys.Length - 1);
        }

        return Absent;
    }

    private void Reset(int expected)
    {
        _distinct = 0;
        if (expected * 2 > _keys.Length)
        {
            int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)expected * 2);
            _keys = new ulong[length];
            _values = new int[length];
            return;
        }

        Array.Clear(_keys);
    }

    private static void Ensure(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            array = new int[Math.Max(length, array.Length * 2)];
        }
    }
}
