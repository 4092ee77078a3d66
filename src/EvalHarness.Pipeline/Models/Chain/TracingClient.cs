using System.Diagnostics;
using System.Globalization;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Traces every question as an activity, named by OpenTelemetry's semantic conventions for generative AI. Prompts and
/// answers are left out: they may be confidential.
/// </summary>
internal sealed class TracingClient(IChatClient inner) : WholeAnswerClient(inner)
{
    /// <summary>Name of the activity source.</summary>
    internal const string SourceName = "EvalHarness.Models";

    private static readonly ActivitySource s_source = new(SourceName);

    private readonly ChatClientMetadata? _metadata = inner.GetService<ChatClientMetadata>();

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using Activity? activity = s_source.StartActivity($"chat {_metadata?.DefaultModelId}", ActivityKind.Client);
        if (activity is null)
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellationToken);
        }

        TagRequest(activity, options);
        bool answered = false;
        string error = "_OTHER";
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(messages, options, cancellationToken);
            TagResponse(activity, response);
            answered = true;
            return response;
        }
        catch (EndpointException failure)
        {
            error = failure.Status?.ToString(CultureInfo.InvariantCulture) ?? nameof(EndpointException);
            throw;
        }
        finally
        {
            if (!answered)
            {
                activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    private void TagRequest(Activity activity, ChatOptions? options)
    {
        activity.SetTag("gen_ai.operation.name", "chat")
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

    private static void TagResponse(Activity activity, ChatResponse response)
    {
        activity.SetTag("gen_ai.response.id", response.ResponseId)
            .SetTag("gen_ai.response.model", response.ModelId)
            .SetTag("gen_ai.response.finish_reasons", FinishReasonsOf(response))
            .SetTag("gen_ai.usage.input_tokens", response.Usage?.InputTokenCount)
            .SetTag("gen_ai.usage.output_tokens", response.Usage?.OutputTokenCount);
    }

    private static string[]? FinishReasonsOf(ChatResponse response) =>
        response.FinishReason is { } reason ? [reason.Value] : null;
}
