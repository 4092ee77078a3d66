namespace EvalHarness.Inference.Grammars;

/// <summary>What is left to write: a node from a place in it on, and then what follows it.</summary>
/// <param name="id">Number of the frame: equal frames of one machine are one object.</param>
/// <param name="node">The node.</param>
/// <param name="position">How far it is.</param>
/// <param name="rest">What follows it; <c>null</c> for the end of the text.</param>
internal sealed class GrammarFrame(int id, GrammarNode node, int position, GrammarFrame? rest)
{
    /// <summary>Number of the frame.</summary>
    public int Id => id;

    /// <summary>The node.</summary>
    public GrammarNode Node => node;

    /// <summary>How far it is.</summary>
    public int Position => position;

    /// <summary>What follows it; <c>null</c> for the end of the text.</summary>
    public GrammarFrame? Rest => rest;
}
