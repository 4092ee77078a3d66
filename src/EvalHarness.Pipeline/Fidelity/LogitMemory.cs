using System.Collections.Concurrent;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Logits of one model by the sequence that they were read from, up to so many bytes. Thread-safe.</summary>
/// <param name="mostBytes">Most bytes of logits; what comes when they are used up is not kept.</param>
internal sealed class LogitMemory(long mostBytes)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<float[]>> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GreedyText> _texts = new(StringComparer.Ordinal);
    private long _used;

    /// <summary>Some sequence is kept, so that the model has less to do.</summary>
    public bool HoldsAny => !_rows.IsEmpty;

    /// <summary>The rows of a sequence; <c>null</c> when they are not kept.</summary>
    public IReadOnlyList<float[]>? Find(string key) => _rows.GetValueOrDefault(key);

    /// <summary>Room for rows that are about to be read; <c>null</c> when there is none.</summary>
    public Room? Reserve(int rows, int logits)
    {
        long bytes = (long)rows * logits * sizeof(float);
        if (Interlocked.Add(ref _used, bytes) <= mostBytes)
        {
            return new Room(rows, bytes);
        }

        Interlocked.Add(ref _used, -bytes);
        return null;
    }

    /// <summary>Keeps rows that were read to the end.</summary>
    public void Keep(string key, Room? room)
    {
        if (room is not null && !_rows.TryAdd(key, room.Rows))
        {
            GiveBack(room);
        }
    }

    /// <summary>Gives room back whose rows were not read to the end.</summary>
    public void GiveBack(Room? room) => Interlocked.Add(ref _used, -(room?.Bytes ?? 0));

    /// <summary>What the model wrote after a prompt, written once.</summary>
    public async Task<GreedyText> ContinueAsync(string key, Func<Task<GreedyText>> write)
    {
        if (!_texts.TryGetValue(key, out GreedyText? text))
        {
            text = await write();
            _texts[key] = text;
        }

        return text;
    }

    /// <summary>Rows as they are read.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="bytes">Bytes that they take.</param>
    internal sealed class Room(int count, long bytes)
    {
        private readonly List<float[]> _rows = new(count);

        /// <summary>Bytes that the rows take.</summary>
        public long Bytes => bytes;

        /// <summary>The rows.</summary>
        public IReadOnlyList<float[]> Rows => _rows;

        /// <summary>Takes the next row.</summary>
        public void Add(ReadOnlySpan<float> logits) => _rows.Add(logits.ToArray());
    }
}
