using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// Continuous batching on one thread: every pass evaluates the next token of each sequence that decodes and fills up
/// with pieces of prompts. A request's error or cancellation ends that request alone.
/// </summary>
internal sealed class BatchScheduler : SequenceScheduler
{
    /// <summary>Waiting requests looked at per pass.</summary>
    private const int AdmissionWindow = 64;

    private readonly ForwardPass _forward;
    private readonly KeyValueCache _cache;
    private readonly TokenBatch _batch;
    private readonly SlotAllocator _slots;
    private readonly List<SequenceWork> _active = [];
    private readonly List<BatchSegment> _segments = [];
    private readonly Action _requireWeights;

    /// <summary>Starts the thread.</summary>
    /// <param name="forward">What evaluates a batch.</param>
    /// <param name="cache">Keys and values of the sequences.</param>
    /// <param name="batch">The batch that is filled.</param>
    /// <param name="requireWeights">Throws when the weights can no longer be read; asked before every pass.</param>
    public BatchScheduler(ForwardPass forward, KeyValueCache cache, TokenBatch batch, Action requireWeights)
        : base("inference scheduler")
    {
        _requireWeights = requireWeights;
        (_forward, _cache, _batch, _slots) = (forward, cache, batch, new SlotAllocator(cache));
        Start();
    }

    private protected override bool HasActive => _active.Count > 0;

    private protected override IEnumerable<SequenceWork> Active => _active;

    private protected override void Step()
    {
        Admit();
        RemoveCancelled();
        ReserveMemory();
        FillBatch();
        if (_batch.Count > 0)
        {
            Evaluate();
        }
    }

    private void Admit()
    {
        LinkedListNode<SequenceWork>? node = Waiting.First;
        for (int i = 0; node is not null && i < AdmissionWindow && _slots.HasFree; i++)
        {
            LinkedListNode<SequenceWork>? next = node.Next;
            if (node.Value.CancellationToken.IsCancellationRequested)
            {
                Waiting.Remove(node);
                node.Value.Cancel();
            }
            else if (TryAssign(node.Value))
            {
                Waiting.Remove(node);
                _active.Add(node.Value);
            }

            node = next;
        }
    }

    private void RemoveCancelled()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            if (_active[i].CancellationToken.IsCancellationRequested)
            {
                SequenceWork cancelled = Remove(i);
                cancelled.Cancel();
            }
        }
    }

    // A request that shares its prompt's beginning takes memory at once; without it, the beginning is computed again.
    private bool TryAssign(SequenceWork work)
    {
        try
        {
            return _slots.TryAssign(work);
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    // Before the batch is filled, so that a request that gets no memory ends alone, and before its prompt is computed.
    private void ReserveMemory()
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            SequenceWork work = _active[i];
            try
            {
                _forward.Reserve(work.Slot, work.Target.Length);
            }
            catch (OutOfMemoryException)
            {
                Remove(i).Fail(new EngineMemoryException(
                    FormattableString.Invariant($"a request of {work.Target.Length} tokens"),
                    "one whose keys, values and scratch fit the memory that is left",
                    "Shorten the prompt, set \"kvCache\" to fewer bits, or lower \"concurrency\"."));
            }
        }
    }

    /// <summary>Sequences with one token to evaluate first, then prompts in the order of their arrival.</summary>
    private void FillBatch()
    {
        _batch.Clear();
        _segments.Clear();
        foreach (SequenceWork work in _active)
        {
            if (Pending(work) == 1)
            {
                AddToBatch(work);
            }
        }

        foreach (SequenceWork work in _active)
        {
            if (Pending(work) > 1)
            {
                AddToBatch(work);
            }
        }
    }

    private int Pending(SequenceWork work) => work.Target.Length - _cache.Slots[work.Slot].Tokens.Count;

    private void AddToBatch(SequenceWork work)
    {
        CacheSlot slot = _cache.Slots[work.Slot];
        int first = slot.Tokens.Count;
        int end = Math.Min(work.Target.Length, first + _batch.Capacity - _batch.Count);
        int firstRow = _batch.LogitCount;
        for (int position = first; position < end; position++)
        {
            bool isWanted = position >= work.FirstWanted;
            if (isWanted && _batch.LogitCount == _batch.LogitCapacity)
            {
                end = position;
                break;
            }

            _batch.Add(work.Target[position], position, work.Slot, isWanted);
            slot.Append(work.Target[position]);
        }

        if (end > first)
        {
            _segments.Add(new BatchSegment(work, first, end - first, firstRow, _batch.LogitCount - firstRow));
        }
    }

    private void Evaluate()
    {
        try
        {
            _requireWeights();
        }
        catch (Exception damage)
        {
            while (_active.Count > 0)
            {
                Remove(_active.Count - 1).Fail(damage);
            }

            return;
        }

        _forward.Run(_batch);
        foreach (BatchSegment segment in _segments)
        {
            SequenceWork work = segment.Work;
            try
            {
                Deliver(segment);
            }
            catch (Exception error)
            {
                // The request's own logits or its reader failed; the others go on.
                Remove(_active.IndexOf(work));
                work.Fail(error);
            }
        }
    }

    private void Deliver(BatchSegment segment)
    {
        SequenceWork work = segment.Work;
        int firstWanted = segment.FirstPosition + segment.Count - segment.LogitCount;
        for (int i = 0; i < segment.LogitCount && !work.IsComplete; i++)
        {
            work.Accept(firstWanted + i, _forward.Logits(segment.FirstLogitRow + i));
        }

        if (work.IsComplete)
        {
            Remove(_active.IndexOf(work));
            work.Finish();
        }
        else if (Pending(work) == 0)
        {
            work.Continue();
            CacheSlot slot = _cache.Slots[work.Slot];
            slot.Truncate(Math.Min(slot.CommonPrefix(work.Target), work.FirstWanted));
        }
    }

    private SequenceWork Remove(int index)
    {
        SequenceWork work = _active[index];
        _active.RemoveAt(index);
        _slots.Release(work);
        return work;
    }
}
