using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Files;

/// <summary>The ids that a file has had so far, with their lines.</summary>
/// <remarks>
/// 64 bits of XXH3 stand for an id, and take about 7 bytes, and 4 more for its line: among a million ids, the chance
/// that two share a hash is 3·10⁻⁸. Ids of one bucket lie in a chain of small chunks, so that the table grows without
/// moving or leaving anything behind.
/// </remarks>
/// <param name="keepsLines">Otherwise the line of every id is 0.</param>
internal sealed class IdTable(bool keepsLines = true)
{
    private const int BucketBits = 17;
    private const int BucketsPerPage = 256;
    private const int ChunkIds = 8;

    // 7 KB: a large object would stay where it is, with gaps around it.
    private const int ChunksPerPage = 128;

    private readonly List<Chunk[]> _pages = [];
    private readonly List<int[]> _lines = [];

    // Made as ids come: most files have few.
    private readonly Bucket[]?[] _buckets = new Bucket[]?[(1 << BucketBits) / BucketsPerPage];
    private int _chunks;

    /// <summary>Adds an id, and gives the line on which it was before; <c>null</c> when it is new.</summary>
    /// <param name="id">The id's bytes, in the encoding of all ids.</param>
    /// <param name="line">Its line, from 1.</param>
    public int? Add(ReadOnlySpan<byte> id, int line)
    {
        ulong hash = XxHash3.HashToUInt64(id);
        int number = (int)(hash >> (64 - BucketBits));
        ref Bucket bucket =
            ref (_buckets[number / BucketsPerPage] ??= new Bucket[BucketsPerPage])[number % BucketsPerPage];
        int filled = bucket.Ids % ChunkIds;
        if (Find(bucket.Last, filled == 0 ? ChunkIds : filled, (uint)hash, (ushort)(hash >> 32)) is { } known)
        {
            return known;
        }

        if (filled == 0)
        {
            bucket.Last = AddChunk(bucket.Last);
        }

        ref Chunk chunk = ref At(bucket.Last);
        (chunk.Lows[filled], chunk.Highs[filled]) = ((uint)hash, (ushort)(hash >> 32));
        if (keepsLines)
        {
            LineAt(bucket.Last, filled) = line;
        }

        bucket.Ids++;
        return null;
    }

    private int? Find(int last, int filled, uint low, ushort high)
    {
        for (int number = last; number != 0; filled = ChunkIds)
        {
            ref Chunk chunk = ref At(number);
            ReadOnlySpan<uint> lows = ((ReadOnlySpan<uint>)chunk.Lows)[..filled];
            for (int i = lows.IndexOf(low); i >= 0 && i < filled; i++)
            {
                if (lows[i] == low && chunk.Highs[i] == high)
                {
                    return keepsLines ? LineAt(number, i) : 0;
                }
            }

            number = chunk.Before;
        }

        return null;
    }

    private int AddChunk(int before)
    {
        if (_chunks % ChunksPerPage == 0)
        {
            _pages.Add(new Chunk[ChunksPerPage]);
            _lines.Add(keepsLines ? new int[ChunksPerPage * ChunkIds] : []);
        }

        _chunks++;
        At(_chunks).Before = before;
        return _chunks;
    }

    private ref Chunk At(int number) => ref _pages[(number - 1) / ChunksPerPage][(number - 1) % ChunksPerPage];

    private ref int LineAt(int number, int place) =>
        ref _lines[(number - 1) / ChunksPerPage][((number - 1) % ChunksPerPage * ChunkIds) + place];

    private struct Bucket
    {
        /// <summary>How many ids it has.</summary>
        public int Ids;

        /// <summary>The chunk that was begun last, from 1; 0 for none.</summary>
        public int Last;
    }

    private struct Chunk
    {
        /// <summary>The lowest 32 bits of the hashes, which tell nearly all apart.</summary>
        public Eight<uint> Lows;

        /// <summary>Their next 16 bits; the highest are the bucket's number.</summary>
        public Eight<ushort> Highs;

        /// <summary>The bucket's chunk before this one, from 1; 0 for none.</summary>
        public int Before;
    }

    [InlineArray(ChunkIds)]
    private struct Eight<T>
    {
#pragma warning disable IDE0044 // An inline array's element is written through its index.
        private T _first;
#pragma warning restore IDE0044
    }
}
