using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Pipeline.Models;

/// <summary>The room of a local model's sequences, prompt and answer together.</summary>
/// <param name="Length">Positions.</param>
/// <param name="Own">Positions that the model was made for, at least <paramref name="Length"/>.</param>
/// <param name="CreateTokenizer">
/// Reads the tokenizer that counts a prompt's tokens; <c>null</c> where it is known only to the model's runtime.
/// </param>
internal sealed record ContextWindow(int Length, int Own, Func<Tokenizer>? CreateTokenizer);
