using System.IO.Hashing;

namespace EvalHarness.Pipeline.Files;

/// <summary>The ids that a file has had so far, with their lines.</summary>
/// <remarks>
/// 64 bits of XXH3 stand for an id, and take about 17 bytes with its line: among a million ids, the chance that two
/// share a hash is 3·10⁻⁸. The table has parts that grow one by one, so that growth takes little memory of its own, and
/// so many that none is a large object, whose memory the garbage collector would keep in gaps.
/// </remarks>
internal sealed class IdTable
{
    private const int PartBits = 10;

    private readonly Part[] _parts = [.. Enumerable.Range(0, 1 << PartBits).Select(_ => new Part())];

    /// <summary>Adds an id, and gives the line on which it was before; <c>null</c> when it is new.</summary>
    /// <param name="id">The id in UTF-8.</param>
    /// <param name="line">Its line, from 1.</param>
    public int? Add(ReadOnlySpan<byte> id, int line)
    {
        ulong key = XxHash3.HashToUInt64(id);
        return _parts[key >> (64 - PartBits)].Add(key, line);
    }

    // Open addressing; a place without a line is free.
    private sealed class Part
    {
        private ulong[] _keys = new ulong[16];
        private int[] _lines = new int[16];
        private int _count;

        public int? Add(ulong key, int line)
        {
            int place = Find(key);
            if (_lines[place] != 0)
            {
                return _lines[place];
            }

            (_keys[place], _lines[place]) = (key, line);
            if (++_count * 5L > _keys.Length * 4L)
            {
                Grow();
            }

            return null;
        }

        private int Find(ulong key)
        {
            int place = (int)(key % (uint)_keys.Length);
            while (_lines[place] != 0 && _keys[place] != key)
            {
                place = place + 1 == _keys.Length ? 0 : place + 1;
            }

            return place;
        }

        private void Grow()
        {
            (ulong[] keys, int[] lines) = (_keys, _lines);
            int size = keys.Length + (keys.Length / 4) + 1;
            (_keys, _lines) = (new ulong[size], new int[size]);
            for (int i = 0; i < keys.Length; i++)
            {
                if (lines[i] != 0)
                {
                    int place = Find(keys[i]);
                    (_keys[place], _lines[place]) = (keys[i], lines[i]);
                }
            }
        }
    }
}
