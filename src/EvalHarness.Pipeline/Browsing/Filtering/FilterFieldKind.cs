namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>What a field of a filter is.</summary>
internal enum FilterFieldKind
{
    /// <summary>A number, or none.</summary>
    Number,

    /// <summary>A text, equal or not.</summary>
    Text,

    /// <summary>One of a closed list of names.</summary>
    Name,

    /// <summary>Any number of names of a closed list; its SQL lists the items that have the name <c>?</c>.</summary>
    Tag,

    /// <summary>True or false.</summary>
    Flag,
}
