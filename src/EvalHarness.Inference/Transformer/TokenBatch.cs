namespace EvalHarness.Inference.Transformer;

/// <summary>
/// The tokens of one forward pass, from several sequences. Tokens of one sequence lie together, in the order of their
/// positions. The arrays are reused from pass to pass.
/// </summary>
internal sealed class TokenBatch(int capacity, int logitCapacity)
{
    private readonly int[] _tokens = new int[capacity];
    private readonly int[] _positions = new int[capacity];
    private readonly int[] _slots = new int[capacity];
    private readonly int[] _logitRows = new int[capacity];

    /// <summary>Most tokens.</summary>
    public int Capacity => capacity;

    /// <summary>Most tokens whose logits can be wanted.</summary>
    public int LogitCapacity => logitCapacity;

    /// <summary>Number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>Number of tokens whose logits are wanted.</summary>
    public int LogitCount { get; private set; }

    /// <summary>Token ids.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>Position of each token in its sequence.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Count);

    /// <summary>Cache slot of each token's sequence.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>Row of each token's logits; −1 where they are not wanted.</summary>
    public ReadOnlySpan<int> LogitRows => _logitRows.AsSpan(0, Count);

    /// <summary>Adds a token.</summary>
    /// <returns>The row of its logits; −1 when they are not wanted.</returns>
    public int Add(int token, int position, int slot, bool wantsLogits)
    {
        int row = wantsLogits ? LogitCount++ : -1;
        (_tokens[Count], _positions[Count], _slots[Count], _logitRows[Count]) = (token, position, slot, row);
        Count++;
        return row;
    }

    /// <summary>Removes all tokens.</summary>
    public void Clear() => (Count, LogitCount) = (0, 0);
}
