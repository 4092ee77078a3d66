namespace EvalHarness.Inference.Grammars;

/// <summary>A part of a grammar: what a piece of text may be, byte by byte.</summary>
internal abstract class GrammarNode
{
    /// <summary>The empty text.</summary>
    public static GrammarNode Nothing { get; } = new InOrder([]);

    /// <summary>No text at all can be written here.</summary>
    public virtual bool IsImpossible => false;

    /// <summary>Tells what may come at a place within the node.</summary>
    /// <param name="position">How far the node is: 0 at its beginning.</param>
    /// <param name="rest">What follows the node; <c>null</c> for the end of the text.</param>
    /// <param name="outlook">Takes what may come.</param>
    public abstract void Open(int position, GrammarFrame? rest, GrammarOutlook outlook);
}
