using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>
/// A model that the user wrote. What it throws is one sample's failure, and what is no answer never becomes an output.
/// Thread-safe where the model is.
/// </summary>
/// <param name="name">Name of its type.</param>
/// <param name="inner">The model; owned.</param>
/// <param name="redact">Takes values from the environment out of a message.</param>
internal sealed class GuardedChatClient(string name, IChatClient inner, Func<string, string> redact)
    : WholeAnswerClient(inner)
{
    private readonly CustomFailure _failure = new(name, redact);

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The model failed, or gave nothing that is an answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What the harness notes among the options for itself would be sent on by a client of an endpoint.
        ChatOptions? asked = options?.Clone();
        asked?.AdditionalProperties = null;
        ChatResponse? response = await _failure.GuardAsync(
            () => InnerClient.GetResponseAsync(messages, asked, cancellationToken), cancellationToken);
        return response is null ? throw _failure.Gave("no answer")
            : response.Text.Length == 0 && response.FinishReason is null
            ? throw _failure.Gave("an empty text without a finish reason")
            : response;
    }

    /// <inheritdoc/>
    /// <remarks>Log-likelihoods and embeddings are guarded like answers.</remarks>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        base.GetService(serviceType, serviceKey) switch
        {
            ILogLikelihoodModel found when serviceType == typeof(ILogLikelihoodModel) =>
                new GuardedLikelihoods(found, _failure),
            IEmbeddingGenerator<string, Embedding<float>> found
                when serviceType == typeof(IEmbeddingGenerator<string, Embedding<float>>) =>
                new GuardedEmbeddings(found, _failure),
            { } other => other,
            null => null,
        };
}
