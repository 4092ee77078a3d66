namespace EvalHarness.Inference.Grammars;

/// <summary>Collects the bytes that may come next, by following every way through the nodes.</summary>
/// <param name="machine">Whose frames are collected.</param>
internal sealed class GrammarOutlook(GrammarMachine machine)
{
    private readonly HashSet<GrammarFrame> _seen = [];
    private readonly Stack<GrammarFrame> _open = new();
    private readonly SortedDictionary<int, GrammarFrame> _bytes = [];

    /// <summary>The text may end here.</summary>
    public bool MayEnd { get; private set; }

    /// <summary>The bytes that may come, in the order of their numbers.</summary>
    public IReadOnlyCollection<GrammarFrame> Bytes => _bytes.Values;

    /// <summary>A frame of the machine.</summary>
    public GrammarFrame Frame(GrammarNode node, int position, GrammarFrame? rest) =>
        machine.Frame(node, position, rest);

    /// <summary>The node may come, and what follows it.</summary>
    public void Add(GrammarNode node, GrammarFrame? rest) => Resume(Frame(node, position: 0, rest));

    /// <summary>What is left may come.</summary>
    public void Resume(GrammarFrame? rest)
    {
        if (rest is null)
        {
            MayEnd = true;
        }
        else if (_seen.Add(rest))
        {
            _open.Push(rest);
        }
    }

    /// <summary>A byte may come, and what follows it.</summary>
    public void AddByte(OneByte node, GrammarFrame? rest)
    {
        GrammarFrame frame = Frame(node, position: 0, rest);
        _bytes[frame.Id] = frame;
    }

    /// <summary>Follows all that was added, until only bytes are left.</summary>
    public void Follow()
    {
        while (_open.TryPop(out GrammarFrame? next))
        {
            next.Node.Open(next.Position, next.Rest, this);
        }
    }
}
