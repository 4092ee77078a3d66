using System.Globalization;

namespace EvalHarness.Inference.Grammars;

/// <summary>
/// Reads texts by a grammar. States are made when a text first comes to them, and kept. For one thread.
/// </summary>
internal sealed class GrammarMachine
{
    /// <summary>States that are kept; beyond them, all are forgotten and made again where they are needed.</summary>
    private const int MostStates = 4096;

    private readonly GrammarNode _root;
    private readonly Dictionary<(GrammarNode Node, int Position, GrammarFrame? Next), GrammarFrame> _frames = [];
    private readonly Dictionary<string, GrammarState> _states = new(StringComparer.Ordinal);
    private GrammarState? _start;
    private int _nextId;

    /// <summary>A machine for whole texts of a grammar.</summary>
    public GrammarMachine(GrammarNode root) => _root = root;

    /// <summary>Before the first byte.</summary>
    public GrammarState Start => _start ??= Follow(outlook => outlook.Add(_root, rest: null));

    /// <summary>The state after a byte, where some may come.</summary>
    public GrammarState Step(IReadOnlyCollection<GrammarFrame> bytes, byte value) => Follow(outlook =>
    {
        foreach (GrammarFrame frame in bytes)
        {
            if (((OneByte)frame.Node).Allows(value))
            {
                outlook.Resume(frame.Rest);
            }
        }
    });

    /// <summary>The one frame of a node, a place in it and what follows it.</summary>
    public GrammarFrame Frame(GrammarNode node, int position, GrammarFrame? rest)
    {
        if (!_frames.TryGetValue((node, position, rest), out GrammarFrame? frame))
        {
            frame = new GrammarFrame(_nextId++, node, position, rest);
            _frames.Add((node, position, rest), frame);
        }

        return frame;
    }

    private GrammarState Follow(Action<GrammarOutlook> begin)
    {
        GrammarOutlook outlook = new(this);
        begin(outlook);
        outlook.Follow();
        string key = (outlook.MayEnd ? "end " : "") + string.Join(
            ' ', outlook.Bytes.Select(frame => frame.Id.ToString(CultureInfo.InvariantCulture)));
        if (!_states.TryGetValue(key, out GrammarState? state))
        {
            if (_states.Count == MostStates)
            {
                _states.Clear();
                _frames.Clear();
                _start = null;
            }

            state = new GrammarState(this, [.. outlook.Bytes], outlook.MayEnd);
            _states.Add(key, state);
        }

        return state;
    }
}
