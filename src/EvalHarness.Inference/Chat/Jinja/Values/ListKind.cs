namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>What kind of sequence a list is; they print and compare differently.</summary>
internal enum ListKind
{
    /// <summary><c>[1, 2]</c>.</summary>
    List,

    /// <summary><c>(1, 2)</c>.</summary>
    Tuple,

    /// <summary><c>range(3)</c>.</summary>
    Range,

    /// <summary>The keys, values or items of a dict: what iterates but has no order to index.</summary>
    View,
}
