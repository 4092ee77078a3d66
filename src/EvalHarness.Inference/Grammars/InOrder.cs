using System.Text;

namespace EvalHarness.Inference.Grammars;

/// <summary>One part after another.</summary>
/// <param name="parts">The parts.</param>
internal sealed class InOrder(IReadOnlyList<GrammarNode> parts) : GrammarNode
{
    /// <inheritdoc/>
    public override bool IsImpossible { get; } = parts.Any(part => part.IsImpossible);

    /// <summary>A text, as it is.</summary>
    public static InOrder Literal(string text) =>
        new([.. Encoding.UTF8.GetBytes(text).Select(OneByte.Exactly)]);

    /// <inheritdoc/>
    public override void Open(int position, GrammarFrame? rest, GrammarOutlook outlook)
    {
        if (position == parts.Count)
        {
            outlook.Resume(rest);
        }
        else
        {
            outlook.Add(
                parts[position], position + 1 == parts.Count ? rest : outlook.Frame(this, position + 1, rest));
        }
    }
}
