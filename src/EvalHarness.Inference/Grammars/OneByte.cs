namespace EvalHarness.Inference.Grammars;

/// <summary>One byte of a set.</summary>
internal sealed class OneByte : GrammarNode
{
    private static readonly OneByte[] s_exactly =
        [.. Enumerable.Range(0, 256).Select(value => new OneByte((value, value)))];

    private readonly bool[] _allowed = new bool[256];

    /// <summary>The bytes of ranges, ends included.</summary>
    public OneByte(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        foreach ((int first, int last) in ranges)
        {
            _allowed.AsSpan(first..(last + 1)).Fill(true);
        }
    }

    /// <summary>One byte and no other.</summary>
    public static OneByte Exactly(byte value) => s_exactly[value];

    /// <summary>The bytes of an ASCII text.</summary>
    public static OneByte Of(string characters)
    {
        OneByte node = new();
        foreach (char character in characters)
        {
            node._allowed[character] = true;
        }

        return node;
    }

    /// <summary>Whether a byte may be written.</summary>
    public bool Allows(byte value) => _allowed[value];

    /// <inheritdoc/>
    public override void Open(int position, GrammarFrame? rest, GrammarOutlook outlook) =>
        outlook.AddByte(this, rest);
}
