using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>Gives each distinct word of a pair of texts a small number, so that scoring compares integers.</summary>
internal sealed class TokenInterner
{
    private byte[] _bytes = new byte[8192];
    private int[] _starts = new int[513];
    private uint[] _hashes = new uint[512];
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
    /// <param name="word">At least one byte.</param>
    /// <param name="hash">FNV-1a of the bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Intern(ReadOnlySpan<byte> word, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(hash ^ (hash >> 15)) & mask;
        while (_slots[slot] is > 0 and int taken)
        {
            int id = taken - 1;
            if (_hashes[id] == hash && word.SequenceEqual(_bytes.AsSpan(_starts[id].._starts[id + 1])))
            {
                return id;
            }

            slot = (slot + 1) & mask;
        }

        return Add(word, hash, slot);
    }

    private int Add(ReadOnlySpan<byte> word, uint hash, int slot)
    {
        int id = Count++;
        int start = _starts[id];
        if (id + 1 >= _hashes.Length)
        {
            Array.Resize(ref _hashes, _hashes.Length * 2);
            Array.Resize(ref _starts, _hashes.Length + 1);
        }

        while (start + word.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        word.CopyTo(_bytes.AsSpan(start));
        _starts[id + 1] = start + word.Length;
        _hashes[id] = hash;
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
            int slot = (int)(_hashes[id] ^ (_hashes[id] >> 15)) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }
}
