namespace EvalHarness.Inference.Grammars;

/// <summary>The same part several times.</summary>
/// <param name="item">The part; never the empty text.</param>
/// <param name="least">Fewest times.</param>
/// <param name="most">Most times; <c>null</c> without an end.</param>
internal sealed class Repeated(GrammarNode item, int least, int? most = null) : GrammarNode
{
    /// <inheritdoc/>
    public override bool IsImpossible => (item.IsImpossible && least > 0) || most < least;

    /// <inheritdoc/>
    public override void Open(int position, GrammarFrame? rest, GrammarOutlook outlook)
    {
        if (position >= least)
        {
            outlook.Resume(rest);
        }

        if (!item.IsImpossible && (most is null || position < most))
        {
            // Without an end, how often the item has come no longer matters once it is enough.
            int next = most is null ? Math.Min(position + 1, least) : position + 1;
            outlook.Add(item, outlook.Frame(this, next, rest));
        }
    }
}
