using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Gives each distinct word of a pair of texts a small number, so that scoring compares integers. A word of up to
/// eight bytes is its own key; a longer one has a hash as key, with the top bit set that no ASCII byte has.
/// </summary>
internal sealed class TokenInterner
{
    private const int KeyBytes = sizeof(ulong);
    private const ulong LongWord = 1UL << 63;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private byte[] _bytes = new byte[4096];
    private int[] _starts = new int[513];
    private ulong[] _keys = new ulong[512];
    private int[] _slots = new int[1024];

    /// <summary>Distinct words so far; numbers run from 0 to this, exclusive.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets every word and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>The number of a word, the same for equal bytes.</summary>
    /// <param name="text">Holds the word; at least eight bytes must follow its start.</param>
    /// <param name="start">First byte of the word.</param>
    /// <param name="length">Bytes of the word, ASCII letters and digits; at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Intern(byte[] text, int start, int length)
    {
        ulong key = length <= KeyBytes ? Pack(text, start, length) : Hash(text.AsSpan(start, length));
        int mask = _slots.Length - 1;
        int slot = Slot(key) & mask;
        while (_slots[slot] is > 0 and int taken)
        {
            int id = taken - 1;
            if (_keys[id] == key
                && (length <= KeyBytes
                    || text.AsSpan(start, length).SequenceEqual(_bytes.AsSpan(_starts[id].._starts[id + 1]))))
            {
                return id;
            }

            slot = (slot + 1) & mask;
        }

        return Add(text.AsSpan(start, length), key, slot);
    }

    private int Add(ReadOnlySpan<byte> word, ulong key, int slot)
    {
        int id = Count++;
        if (Count >= _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
            Array.Resize(ref _starts, _keys.Length + 1);
        }

        int start = _starts[id];
        int end = start;
        if (word.Length > KeyBytes)
        {
            end += word.Length;
            while (end > _bytes.Length)
            {
                Array.Resize(ref _bytes, _bytes.Length * 2);
            }

            word.CopyTo(_bytes.AsSpan(start));
        }

        _starts[id + 1] = end;
        _keys[id] = key;
        _slots[slot] = id + 1;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return id;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int id = 0; id < Count; id++)
        {
            int slot = Slot(_keys[id]) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }

    private static int Slot(ulong key) => (int)((key * Multiplier) >> 36);

    // Bytes of a word are never 0, so words of different length never pack alike.
    private static ulong Pack(byte[] text, int start, int length) =>
        Read(text, start) & (ulong.MaxValue >> (64 - (8 * length)));

    private static ulong Read(byte[] text, int start) =>
        MemoryMarshal.Read<ulong>(text.AsSpan(start, KeyBytes));

    private static ulong Hash(ReadOnlySpan<byte> word)
    {
        ulong hash = (ulong)word.Length;
        int at = 0;
        for (; at + KeyBytes <= word.Length; at += KeyBytes)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(word[at..])) * Multiplier;
            hash ^= hash >> 32;
        }

        ulong rest = MemoryMarshal.Read<ulong>(word[^KeyBytes..]);
        return ((hash ^ rest) * Multiplier) | LongWord;
    }
}
