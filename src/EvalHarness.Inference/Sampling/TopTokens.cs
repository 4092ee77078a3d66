namespace EvalHarness.Inference.Sampling;

/// <summary>The most likely tokens of a row of logits.</summary>
public static class TopTokens
{
    /// <summary>Writes the ids with the largest logits, falling; equal logits by rising id.</summary>
    /// <param name="logits">One logit per token.</param>
    /// <param name="ids">As many ids as are wanted, at most the vocabulary.</param>
    public static void Find(ReadOnlySpan<float> logits, Span<int> ids)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        // The root is the worst of the best so far: a larger logit replaces it.
        PriorityQueue<int, (float Logit, int NegativeId)> best = new(ids.Length);
        for (int id = 0; id < logits.Length; id++)
        {
            (float Logit, int NegativeId) rank = (logits[id], -id);
            if (best.Count < ids.Length)
            {
                best.Enqueue(id, rank);
            }
            else
            {
                best.EnqueueDequeue(id, rank);
            }
        }

        for (int i = ids.Length - 1; i >= 0; i--)
        {
            ids[i] = best.Dequeue();
        }
    }
}
