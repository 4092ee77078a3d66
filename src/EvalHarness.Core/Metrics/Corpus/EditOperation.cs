namespace EvalHarness.Metrics.Corpus;

/// <summary>One step from a prediction to its reference.</summary>
internal enum EditOperation
{
    /// <summary>The words are equal.</summary>
    Keep,

    /// <summary>The reference has another word.</summary>
    Substitute,

    /// <summary>The reference has no such word.</summary>
    Delete,

    /// <summary>The reference has a word more.</summary>
    Insert,
}
