namespace EvalHarness.Inference.Grammars;

/// <summary>One of several.</summary>
internal sealed class EitherOf : GrammarNode
{
    private readonly GrammarNode[] _alternatives;

    /// <summary>The alternatives; those that cannot be written are left out.</summary>
    public EitherOf(params IEnumerable<GrammarNode> alternatives) =>
        _alternatives = [.. alternatives.Where(alternative => !alternative.IsImpossible)];

    /// <inheritdoc/>
    public override bool IsImpossible => _alternatives.Length == 0;

    /// <inheritdoc/>
    public override void Open(int position, GrammarFrame? rest, GrammarOutlook outlook)
    {
        foreach (GrammarNode alternative in _alternatives)
        {
            outlook.Add(alternative, rest);
        }
    }
}
