namespace EvalHarness.Onnx;

/// <summary>Several sequences that are evaluated together. For one thread at a time.</summary>
internal interface IGenAIBatch : IDisposable
{
    /// <summary>Evaluates the prompts.</summary>
    /// <param name="prompts">
    /// One after the other, all equally long: a shorter one is filled up at its end with the folder's pad token, which
    /// the library leaves out wherever it stands.
    /// </param>
    void Append(ReadOnlySpan<int> prompts);

    /// <summary>Every sequence has ended; none may be continued.</summary>
    bool IsOver { get; }

    /// <summary>Chooses and appends the next token of every sequence; those that ended get any.</summary>
    /// <param name="tokens">Receives one token per sequence.</param>
    void GenerateNext(Span<int> tokens);
}
