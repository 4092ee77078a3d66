namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Measures how fast a loaded model, otherwise idle, reads prompts and writes answers; each figure after a measurement
/// that does not count.
/// </summary>
internal interface IModelBenchmark
{
    /// <summary>Tokens of the prompt before a sequence that is written.</summary>
    public const int DecodePrompt = 16;

    /// <summary>Tokens of a prompt evaluated per second.</summary>
    /// <param name="tokens">Length of the prompt, at most the context.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    Task<MeasuredSpeed> MeasurePrefillAsync(int tokens, CancellationToken cancellationToken);

    /// <summary>Milliseconds from a question to its first token, with nothing beside it.</summary>
    /// <param name="tokens">Length of the prompt, less than the context.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    Task<MeasuredSpeed> MeasureFirstTokenAsync(int tokens, CancellationToken cancellationToken);

    /// <summary>Tokens that several sequences together write per second, after all prompts.</summary>
    /// <param name="sequences">Number of sequences, at most those of the model.</param>
    /// <param name="tokens">Tokens written per sequence, at least 1.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    Task<MeasuredSpeed> MeasureDecodeAsync(int sequences, int tokens, CancellationToken cancellationToken);
}
