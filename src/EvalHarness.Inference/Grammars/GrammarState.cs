namespace EvalHarness.Inference.Grammars;

/// <summary>How far a text is in a grammar. One object for all texts that may go on alike.</summary>
/// <param name="machine">Makes the states.</param>
/// <param name="bytes">What may come next.</param>
/// <param name="mayEnd">The text may end here.</param>
internal sealed class GrammarState(GrammarMachine machine, IReadOnlyCollection<GrammarFrame> bytes, bool mayEnd)
{
    private readonly GrammarState?[] _next = new GrammarState?[256];

    /// <summary>The text may end here.</summary>
    public bool MayEnd => mayEnd;

    /// <summary>Nothing can follow.</summary>
    public bool MustEnd => bytes.Count == 0;

    /// <summary>The text does not follow the grammar.</summary>
    public bool IsDead => MustEnd && !mayEnd;

    /// <summary>Tokens that may follow; <c>null</c> until they are asked for.</summary>
    public TokenSet? Tokens { get; set; }

    /// <summary>The state after one more byte.</summary>
    public GrammarState Step(byte value) => _next[value] ??= machine.Step(bytes, value);
}
