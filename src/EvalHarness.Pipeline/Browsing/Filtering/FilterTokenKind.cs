namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>What a token of a filter is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A field, a flag, a value or a keyword.</summary>
    Word,

    /// <summary>A text in double quotes.</summary>
    Quoted,

    /// <summary>An operator or a parenthesis.</summary>
    Sign,

    /// <summary>Nothing more.</summary>
    End,
}
