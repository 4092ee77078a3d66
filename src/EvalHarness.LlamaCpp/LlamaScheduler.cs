using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// Evaluates requests on one thread. A prompt is evaluated alone, in pieces of one size; sequences then decode
/// together, in a batch that always has the same number of rows. A request's error or cancellation ends that request
/// alone.
/// </summary>
/// <remarks>
/// llama.cpp rounds a row by the shape of its batch. With one shape, what a request gets does not depend on the others.
/// So only whole pieces are kept of an earlier request's prompt: the next one would evaluate them in the same batches.
/// </remarks>
internal sealed class LlamaScheduler : SequenceScheduler
{
    private readonly LlamaSequences _sequences;
    private readonly SequenceWork?[] _users;
    private readonly bool[] _decodes;
    private readonly long[] _lastUse;
    private long _clock;
    private SequenceWork[] _evaluated = [];

    /// <summary>Starts the thread.</summary>
    /// <param name="sequences">The model's memory; owned.</param>
    public LlamaScheduler(LlamaSequences sequences)
        : base("llama.cpp scheduler")
    {
        _sequences = sequences;
        _users = new SequenceWork?[sequences.Count];
        _decodes = new bool[sequences.Count];
        _lastUse = new long[sequences.Count];
        _sequences.ShouldStop = () => IsStopping
            || Array.TrueForAll(_evaluated, work => work.CancellationToken.IsCancellationRequested);
        Start();
    }

    private protected override bool HasActive => Array.Exists(_users, work => work is not null);

    private protected override IEnumerable<SequenceWork> Active => _users.OfType<SequenceWork>();

    private protected override void Step()
    {
        RemoveCancelled();
        if (!TryPrefill())
        {
            Decode();
        }
    }

    private protected override void Release() => _sequences.Dispose();

    private void RemoveCancelled()
    {
        for (LinkedListNode<SequenceWork>? node = Waiting.First; node is not null;)
        {
            LinkedListNode<SequenceWork>? next = node.Next;
            if (node.Value.CancellationToken.IsCancellationRequested)
            {
                Waiting.Remove(node);
                node.Value.Cancel();
            }

            node = next;
        }

        for (int slot = 0; slot < _users.Length; slot++)
        {
            if (_users[slot] is { CancellationToken.IsCancellationRequested: true } cancelled)
            {
                Free(slot);
                cancelled.Cancel();
            }
        }
    }

    /// <summary>Evaluates one piece of a prompt; false when no prompt is left to evaluate.</summary>
    private bool TryPrefill()
    {
        int slot = FindPrompt();
        slot = slot < 0 ? Admit() : slot;
        if (slot < 0)
        {
            return false;
        }

        SequenceWork work = _users[slot]!;
        Evaluate([slot], () => _sequences.EvaluatePrompt(slot, work.Target, work.FirstWanted));
        return true;
    }

    private int FindPrompt()
    {
        for (int slot = 0; slot < _users.Length; slot++)
        {
            if (_users[slot] is not null && !_decodes[slot])
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>Gives a free slot to the request that has waited longest; -1 when there is none of either.</summary>
    private int Admit()
    {
        if (Waiting.First?.Value is not { } work || FindFree(work) is not { } found)
        {
            return -1;
        }

        (int slot, int reused) = found;
        Waiting.RemoveFirst();
        _users[slot] = work;
        _decodes[slot] = false;
        work.Slot = slot;
        _sequences.Truncate(slot, reused);
        work.NoteReuse(_sequences.LengthOf(slot));
        return slot;
    }

    /// <summary>The free slot that spares a request most; of equal ones, the one that was freed first.</summary>
    private (int Slot, int Reused)? FindFree(SequenceWork work)
    {
        (int Slot, int Reused)? best = null;
        for (int slot = 0; slot < _users.Length; slot++)
        {
            int reused = _users[slot] is null
                ? _sequences.CountReusable(slot, work.Target, work.FirstWanted)
                : -1;
            if (reused >= 0 && (best is not { } found || reused > found.Reused
                || (reused == found.Reused && _lastUse[slot] < _lastUse[found.Slot])))
            {
                best = (slot, reused);
            }
        }

        return best;
    }

    /// <summary>Evaluates the next token of every sequence.</summary>
    private void Decode()
    {
        int[] slots = [.. Enumerable.Range(0, _users.Length).Where(slot => _users[slot] is not null)];
        if (slots.Length > 0)
        {
            Evaluate(slots, () => _sequences.EvaluateNext(slot => _users[slot] is { } work ? work.Target[^1] : null));
        }
    }

    private void Evaluate(int[] slots, Func<DecodeResult> evaluate)
    {
        _evaluated = [.. slots.Select(slot => _users[slot]!)];
        DecodeResult result = evaluate();
        foreach (int slot in slots)
        {
            SequenceWork work = _users[slot]!;
            try
            {
                Deliver(slot, work, result);
            }
            catch (Exception error)
            {
                // The request's own logits or its reader failed; the others go on.
                Free(slot);
                work.Fail(error);
            }
        }
    }

    private void Deliver(int slot, SequenceWork work, DecodeResult result)
    {
        if (work.CancellationToken.IsCancellationRequested || IsStopping)
        {
            // The next round takes it out.
            return;
        }

        if (result != DecodeResult.Ok)
        {
            throw new ModelOutputException($"llama.cpp could not evaluate a batch: {Describe(result)}.");
        }

        int held = _sequences.LengthOf(slot);
        int target = work.Target.Length;
        for (int position = Math.Max(work.FirstWanted, _sequences.FirstOf(slot));
            position < held && !work.IsComplete; position++)
        {
            work.Accept(position, _sequences.LogitsOf(slot, position));
        }

        if (work.IsComplete)
        {
            Free(slot);
            work.Finish();
        }
        else if (work.Target.Length == held)
        {
            work.Continue();
            _decodes[slot] = false;
            // One token is evaluated again, so that no batch has a single row.
            int kept = Math.Min(_sequences.CommonPrefix(slot, work.Target), work.FirstWanted) - 1;
            _sequences.Truncate(slot, Math.Max(0, kept));
        }
        else
        {
            _decodes[slot] = work.Target.Length > target;
        }
    }

    private void Free(int slot)
    {
        (_users[slot], _lastUse[slot]) = (null, ++_clock);
        _sequences.KeepReusable(slot);
    }

    private static string Describe(DecodeResult result) => result switch
    {
        DecodeResult.NoKvSlot => "there is no room for its keys and values",
        DecodeResult.ComputeAborted => "it was aborted",
        DecodeResult.AllocationFailed => "there is not enough memory",
        DecodeResult.InvalidInputBatch => "it is not valid for this model",
        _ => FormattableString.Invariant($"code {(int)result}"),
    };
}
