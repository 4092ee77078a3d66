using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// The model's end of the chain for embeddings: asks its generator, and passes on what can be compared only.
/// Thread-safe where the generator is.
/// </summary>
/// <param name="inner">Answers all other questions; owned.</param>
/// <param name="generator">Gives the embeddings.</param>
internal sealed class EmbeddingAnswers(IChatClient inner, IEmbeddingGenerator<string, Embedding<float>> generator)
    : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    /// <exception cref="EndpointException">There is not one embedding for each text, or not of one kind.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!EmbeddingOption.IsAsked(options))
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        string[] texts = [.. messages.Select(message => message.Text)];
        GeneratedEmbeddings<Embedding<float>> found =
            await generator.GenerateAsync(texts, cancellationToken: cancellationToken);
        return FindFault(found, texts.Length) is { } fault
            ? throw new EndpointException(fault, isTransient: false)
            : EmbeddingOption.ToAnswer(found);
    }

    /// <summary>Why vectors cannot be compared, as a sentence; <c>null</c> when they can.</summary>
    /// <param name="found">The vectors, in the order of the texts.</param>
    /// <param name="texts">Number of the texts.</param>
    internal static string? FindFault(IReadOnlyList<Embedding<float>> found, int texts)
    {
        if (found.Count != texts)
        {
            return FormattableString.Invariant($"The model gave {found.Count} embeddings for {texts} texts; ")
                + "it must give one for each.";
        }

        for (int i = 0; i < found.Count; i++)
        {
            ReadOnlySpan<float> vector = found[i].Vector.Span;
            string? fault = vector.IsEmpty ? "is empty"
                : vector.Length != found[0].Vector.Length ? FormattableString.Invariant(
                    $"has {vector.Length} dimensions, and that of text 1 has {found[0].Vector.Length}")
                : !AreFinite(vector) ? "holds NaN or an infinite number"
                : !vector.ContainsAnyExcept(0f) ? "is all zeros, which has no direction"
                : null;
            if (fault is not null)
            {
                return FormattableString.Invariant($"The embedding of text {i + 1} of {texts} {fault}. ")
                    + "Check the server's pooling and number type: an overflow of half precision gives such vectors.";
            }
        }

        return null;
    }

    private static bool AreFinite(ReadOnlySpan<float> vector)
    {
        foreach (float value in vector)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
