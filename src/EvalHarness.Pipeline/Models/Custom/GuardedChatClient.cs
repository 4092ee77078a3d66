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
    /// <inheritdoc/>
    /// <exception cref="EndpointException">The model failed, or gave nothing that is an answer.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What the harness notes among the options for itself would be sent on by a client of an endpoint.
        ChatOptions? asked = options?.Clone();
        asked?.AdditionalProperties = null;
        ChatResponse? response;
        try
        {
            response = await InnerClient.GetResponseAsync(messages, asked, cancellationToken);
        }
        catch (Exception failure) when (failure is not EndpointException && !cancellationToken.IsCancellationRequested)
        {
            throw new EndpointException(
                $"The model {name} failed: {redact(failure.Message)}",
                isTransient: failure is HttpRequestException or IOException or TimeoutException
                    or OperationCanceledException,
                inner: failure);
        }

        return response is null ? throw Without("no answer")
            : response.Text.Length == 0 && response.FinishReason is null
            ? throw Without("an empty text without a finish reason")
            : response;
    }

    private EndpointException Without(string answer) => new($"The model {name} gave {answer}.", isTransient: false);
}
