namespace EvalHarness.Onnx;

/// <summary>One sequence of tokens with its keys and values. For one thread at a time.</summary>
internal interface IGenAISequence : IDisposable
{
    /// <summary>Evaluates tokens after those that are there.</summary>
    void Append(ReadOnlySpan<int> tokens);

    /// <summary>Chooses and appends the next token.</summary>
    int GenerateNext();

    /// <summary>Positions that the last evaluation gave logits for.</summary>
    int LogitsRows { get; }

    /// <summary>Copies the logits after one position of the last evaluation.</summary>
    /// <param name="row">Below <see cref="LogitsRows"/>.</param>
    /// <param name="target">Receives one number per token of the vocabulary.</param>
    void ReadLogits(int row, Span<float> target);
}
