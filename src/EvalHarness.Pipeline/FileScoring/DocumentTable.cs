using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using EvalHarness.Metrics.Retrieval;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>
/// The documents of one topic by id: each judged one with its grade, and which ones a run has retrieved so far.
/// Its memory is reused from topic to topic.
/// </summary>
internal sealed class DocumentTable(TrecFile judgements, TrecFile run)
{
    private Slot[] _slots = new Slot[4096];
    private int _topic;

    /// <summary>Starts a topic of at most <paramref name="documents"/> different documents.</summary>
    public void Clear(int documents)
    {
        _topic++;
        if (documents * 2 > _slots.Length)
        {
            _slots = new Slot[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)documents * 2)];
        }
    }

    /// <summary>Notes a judgement.</summary>
    /// <returns><c>false</c> when the document was judged before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Judge(in TrecEntry entry)
    {
        ref Slot slot = ref Find(judgements.Document(entry), out bool known);
        if (known)
        {
            return false;
        }

        slot.Start = entry.Start;
        slot.Length = entry.Length;
        slot.Grade = entry.Value < 0 ? JudgedRanking.Unjudged : entry.Value;
        slot.IsJudged = true;
        return true;
    }

    /// <summary>Notes that the run has retrieved a document.</summary>
    /// <param name="entry">A line of the run.</param>
    /// <param name="grade">Its grade, or what stands for having none.</param>
    /// <returns><c>false</c> when it was retrieved before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Retrieve(in TrecEntry entry, out int grade)
    {
        ref Slot slot = ref Find(run.Document(entry), out bool known);
        if (!known)
        {
            slot.Start = entry.Start;
            slot.Length = entry.Length;
            slot.Grade = JudgedRanking.NotInPool;
            slot.IsJudged = false;
            slot.IsRetrieved = true;
            grade = JudgedRanking.NotInPool;
            return true;
        }

        grade = slot.Grade;
        if (slot.IsRetrieved)
        {
            return false;
        }

        slot.IsRetrieved = true;
        return true;
    }

    // Returns the slot of a document, made its own when it was not known.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ref Slot Find(ReadOnlySpan<byte> document, out bool known)
    {
        uint hash = Hash(document);
        int mask = _slots.Length - 1;
        int index = (int)hash & mask;
        while (true)
        {
            ref Slot slot = ref _slots[index];
            if (slot.Topic != _topic)
            {
                slot = new Slot { Topic = _topic, Hash = hash };
                known = false;
                return ref slot;
            }

            if (slot.Hash == hash && slot.Length == document.Length)
            {
                byte[] bytes = slot.IsJudged ? judgements.Bytes : run.Bytes;
                if (bytes.AsSpan(slot.Start, slot.Length).SequenceEqual(document))
                {
                    known = true;
                    return ref slot;
                }
            }

            index = (index + 1) & mask;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> document)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)document.Length;
        while (document.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(document)) * Multiplier;
            hash ^= hash >> 32;
            document = document[8..];
        }

        foreach (byte value in document)
        {
            hash = (hash ^ value) * Multiplier;
        }

        return (uint)(hash >> 32);
    }

    private struct Slot
    {
        public int Topic;
        public uint Hash;
        public int Start;
        public int Length;
        public int Grade;
        public bool IsJudged;
        public bool IsRetrieved;
    }
}
