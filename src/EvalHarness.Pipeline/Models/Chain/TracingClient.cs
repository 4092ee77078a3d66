using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Traces every question as an activity, named by OpenTelemetry's semantic conventions for generative AI. Prompts and
/// answers are left out: they may be confidential.
/// </summary>
internal sealed class TracingClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>Name of the activity source.</summary>
    internal const string SourceName = "EvalHarness.Models";

    private static readonly ActivitySource s_source = new(SourceName);

    private readonly ChatClientMetadata? _metadata = inner.GetService<ChatClientMetadata>();

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using Activity? activity = Start();
        TagRequest(activity, options);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(messages, options, cancellationToken);
            TagResponse(activity, response);
            return response;
        }
        catch (Exception failure)
        {
            Fail(activity, failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        s_source.HasListeners()
            ? StreamAsync(messages, options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? activity = Start();
        TagRequest(activity, options);
        List<ChatResponseUpdate> updates = [];
        await using IAsyncEnumerator<ChatResponseUpdate> answer = InnerClient
            .GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(answer, activity))
        {
            updates.Add(answer.Current);
            yield return answer.Current;
        }

        TagResponse(activity, updates.ToChatResponse());
    }

    // An error ends the activity as an error, whichever piece it comes before.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatResponseUpdate> answer, Activity? activity)
    {
        try
        {
            return await answer.MoveNextAsync();
        }
        catch (Exception failure)
        {
            Fail(activity, failure);
            throw;
        }
    }

    private Activity? Start() => s_source.StartActivity($"chat {_metadata?.DefaultModelId}", ActivityKind.Client);

    private static void Fail(Activity? activity, Exception failure)
    {
        string? status = (failure as EndpointException)?.Status?.ToString(CultureInfo.InvariantCulture);
        activity?.SetTag("error.type", status ?? failure.GetType().Name).SetStatus(ActivityStatusCode.Error);
    }

    private void TagRequest(Activity? activity, ChatOptions? options)
    {
        activity?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", _metadata?.ProviderName)
            .SetTag("gen_ai.request.model", _metadata?.DefaultModelId)
            .SetTag("gen_ai.request.temperature", options?.Temperature)
            .SetTag("gen_ai.request.top_p", options?.TopP)
            .SetTag("gen_ai.request.top_k", options?.TopK)
            .SetTag("gen_ai.request.max_tokens", options?.MaxOutputTokens)
            .SetTag("gen_ai.request.seed", options?.Seed)
            .SetTag("gen_ai.request.stop_sequences", options?.StopSequences?.ToArray())
            .SetTag("server.address", _metadata?.ProviderUri?.Host)
            .SetTag("server.port", _metadata?.ProviderUri?.Port);
    }

    private static void TagResponse(Activity? activity, ChatResponse response)
    {
        activity?.SetTag("gen_ai.response.id", response.ResponseId)
            .SetTag("gen_ai.response.model", response.ModelId)
            .SetTag("gen_ai.response.finish_reasons", FinishReasonsOf(response))
            .SetTag("gen_ai.usage.input_tokens", response.Usage?.InputTokenCount)
            .SetTag("gen_ai.usage.output_tokens", response.Usage?.OutputTokenCount);
    }

    private static string[]? FinishReasonsOf(ChatResponse response) =>
        response.FinishReason is { } reason ? [reason.Value] : null;
}
