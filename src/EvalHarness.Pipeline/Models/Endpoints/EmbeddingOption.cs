using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// How a question asks for the embeddings of its messages' texts, and where the answer carries them: additional
/// properties, so that embeddings pass the same chain as every other question.
/// </summary>
internal static class EmbeddingOption
{
    private const string Name = "embeddings";

    /// <summary>A question for the embeddings of some texts.</summary>
    public static IReadOnlyList<ChatMessage> Messages(IEnumerable<string> texts) =>
        [.. texts.Select(text => new ChatMessage(ChatRole.User, text))];

    /// <summary>Its options: nothing is written, so that the prompt alone counts against a budget.</summary>
    public static ChatOptions Ask() => new() { MaxOutputTokens = 0, AdditionalProperties = new() { [Name] = true } };

    /// <summary>A question asks for embeddings.</summary>
    public static bool IsAsked(ChatOptions? options) => options?.AdditionalProperties?.ContainsKey(Name) == true;

    /// <summary>The answer that carries embeddings.</summary>
    public static ChatResponse ToAnswer(GeneratedEmbeddings<Embedding<float>> embeddings) =>
        new() { Usage = embeddings.Usage, AdditionalProperties = new() { [Name] = embeddings } };

    /// <summary>The embeddings of an answer.</summary>
    /// <exception cref="InvalidOperationException">The question did not ask for them.</exception>
    public static GeneratedEmbeddings<Embedding<float>> Find(ChatResponse answer) =>
        answer.AdditionalProperties?.GetValueOrDefault(Name) as GeneratedEmbeddings<Embedding<float>>
        ?? throw new InvalidOperationException("The answer carries no embeddings.");
}
