namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A list, a tuple, a range, or the view of a dict.</summary>
/// <param name="items">The items, never changed.</param>
/// <param name="kind">How it prints and compares.</param>
internal sealed class ListValue(IReadOnlyList<JinjaValue> items, ListKind kind = ListKind.List) : JinjaValue
{
    /// <summary>The items.</summary>
    public IReadOnlyList<JinjaValue> Items { get; } = items;

    /// <summary>How it prints and compares.</summary>
    public ListKind Kind { get; } = kind;

    /// <inheritdoc/>
    public override string TypeName => Kind switch
    {
        ListKind.List => "list",
        ListKind.Tuple => "tuple",
        ListKind.Range => "range",
        _ => "dict_view",
    };

    /// <inheritdoc/>
    public override bool IsTrue => Items.Count > 0;
}
