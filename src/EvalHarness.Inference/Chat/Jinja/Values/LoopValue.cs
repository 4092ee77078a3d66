namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>The <c>loop</c> of a running <c>for</c>.</summary>
/// <param name="items">What is iterated.</param>
/// <param name="depth">1 for a loop that is not called by itself.</param>
/// <param name="recurse">Runs the loop on other items; <c>null</c> where the loop is not recursive.</param>
internal sealed class LoopValue(
    IReadOnlyList<JinjaValue> items, int depth, Func<JinjaValue, JinjaValue>? recurse) : JinjaValue
{
    private IReadOnlyList<JinjaValue>? _seen;

    /// <summary>The item that is visited, from 0.</summary>
    public int Index { get; set; }

    /// <inheritdoc/>
    public override string TypeName => "LoopContext";

    /// <summary>Runs the loop on other items; <c>null</c> where the loop is not recursive.</summary>
    public Func<JinjaValue, JinjaValue>? Recurse => recurse;

    /// <summary>A field of the loop; <c>null</c> where there is none of that name.</summary>
    public JinjaValue? Find(string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.From(Index == 0),
        "last" => BooleanValue.From(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "depth" => new IntegerValue(depth),
        "depth0" => new IntegerValue(depth - 1),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new UndefinedValue("there is no next item"),
        _ => null,
    };

    /// <summary>Whether the values differ from those of the call before.</summary>
    public bool HasChanged(IReadOnlyList<JinjaValue> values, Meter meter)
    {
        bool same = _seen is { } seen && Equality.AreEqual(new ListValue(seen), new ListValue(values), meter);
        _seen = values;
        return !same;
    }
}
