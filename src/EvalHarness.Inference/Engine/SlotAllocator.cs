using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Engine;

/// <summary>
/// Gives cache slots to requests so that prompts with a common beginning evaluate it once: a free slot that holds it is
/// taken over, one that is in use is copied, and one that is about to hold it is waited for.
/// </summary>
internal sealed class SlotAllocator(KeyValueCache cache)
{
    /// <summary>A shorter common beginning is evaluated again: copying or waiting for it gains nothing.</summary>
    private const int WorthSharing = 16;

    private readonly SequenceWork?[] _users = new SequenceWork?[cache.Slots.Count];
    private readonly long[] _lastUse = new long[cache.Slots.Count];
    private long _clock;

    /// <summary>Some slot is free.</summary>
    public bool HasFree => Array.IndexOf(_users, null) >= 0;

    /// <summary>Gives a slot to a request and cuts it to the tokens that are reused.</summary>
    /// <returns>False when the request should wait, for a slot or for another request's prompt.</returns>
    public bool TryAssign(SequenceWork work)
    {
        int free = -1;
        (int reuse, int donor, int copy, int promised) = (-1, -1, 0, 0);
        for (int i = 0; i < _users.Length; i++)
        {
            int held = Math.Min(cache.Slots[i].CommonPrefix(work.Target), work.FirstWanted);
            if (_users[i] is { } user)
            {
                (donor, copy) = held > copy ? (i, held) : (donor, copy);
                promised = Math.Max(
                    promised, Math.Min(user.Target.CommonPrefixLength(work.Target), work.FirstWanted));
            }
            else if (held > reuse || (held == reuse && _lastUse[i] < _lastUse[free]))
            {
                (free, reuse) = (i, held);
            }
        }

        if (free < 0 || promised >= Math.Max(reuse, copy) + WorthSharing)
        {
            return false;
        }

        if (copy >= reuse + WorthSharing)
        {
            free = LeastRecentlyUsed();
            cache.CopyPrefix(donor, free, copy);
            reuse = copy;
        }

        cache.Slots[free].Truncate(reuse);
        (_users[free], work.Slot) = (work, free);
        work.NoteReuse(reuse);
        return true;
    }

    /// <summary>Frees a request's slot; what it holds stays for later requests.</summary>
    public void Release(SequenceWork work)
    {
        _users[work.Slot] = null;
        _lastUse[work.Slot] = ++_clock;
    }

    private int LeastRecentlyUsed()
    {
        int oldest = -1;
        for (int i = 0; i < _users.Length; i++)
        {
            if (_users[i] is null && (oldest < 0 || _lastUse[i] < _lastUse[oldest]))
            {
                oldest = i;
            }
        }

        return oldest;
    }
}
