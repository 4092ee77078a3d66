namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// What a corpus metric counts of each output, which is all that it keeps. Adding is for one thread at a time,
/// computing for any number.
/// </summary>
public interface ICorpusTally
{
    /// <summary>Outputs added.</summary>
    int Count { get; }

    /// <summary>Adds an output.</summary>
    /// <param name="prediction">The model's text.</param>
    /// <param name="references">At least one.</param>
    void Add(string prediction, IReadOnlyList<string> references);

    /// <summary>The value of the outputs at some places, one or several times each; <c>null</c> where it is not
    /// defined.
    /// </summary>
    double? Compute(ReadOnlySpan<int> places);

    /// <summary>How it was computed, in sacreBLEU's form; <c>null</c> where that program has no such metric.</summary>
    string? Signature { get; }
}
