using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Asks a model for the embeddings of two known sentences before the first sample: a server of chat models has none,
/// and one that gives every text the same vector ranks nothing.
/// </summary>
internal static class EmbeddingProbe
{
    private static readonly string[] s_texts =
        ["The capital of France is Paris.", "Knead the dough for ten minutes and let it rest."];

    /// <summary>Why the model's embeddings cannot be used, without a full stop; <c>null</c> when they can.</summary>
    /// <param name="model">The model.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task<string?> FindProblemAsync(
        IEmbeddingGenerator<string, Embedding<float>> model, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            GeneratedEmbeddings<Embedding<float>> found =
                await model.GenerateAsync(s_texts, cancellationToken: limited.Token);
            return EmbeddingAnswers.FindFault(found, s_texts.Length)?.TrimEnd('.')
                ?? (found[0].Vector.Span.SequenceEqual(found[1].Vector.Span)
                    ? "two different texts have the same embedding"
                    : null);
        }
        catch (EndpointException failure)
        {
            return failure.Message.TrimEnd('.');
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no embeddings within {timeout.TotalSeconds:0} s");
        }
    }
}
