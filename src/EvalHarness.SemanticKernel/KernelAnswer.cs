using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace EvalHarness.SemanticKernel;

/// <summary>Puts into an answer what the Kernel's adapter leaves in the metadata of its last message.</summary>
internal static class KernelAnswer
{
    /// <summary>The options with log-probabilities asked for in the connector's own words.</summary>
    public static ChatOptions? Asking(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(LogProbabilityOption.Name, out int count) != true)
        {
            return options;
        }

        ChatOptions asking = options!.Clone();
        asking.AdditionalProperties!.Remove(LogProbabilityOption.Name);
        asking.AdditionalProperties["logprobs"] = true;
        asking.AdditionalProperties["top_logprobs"] = count;
        return asking;
    }

    /// <summary>The answer, whole.</summary>
    /// <exception cref="EndpointException">There is no text, and the model did not choose to end at once.</exception>
    public static ChatResponse Repair(ChatResponse response)
    {
        ChatMessage? last = response.Messages.LastOrDefault();
        AdditionalPropertiesDictionary? said = last?.AdditionalProperties;
        response.Usage ??= UsageOf(said);
        response.FinishReason ??= FinishReasonOf(said);
        if (said?.GetValueOrDefault(nameof(ChatCompletion.ContentTokenLogProbabilities))
            is IReadOnlyList<ChatTokenLogProbabilityDetails> { Count: > 0 } tokens)
        {
            response.AdditionalProperties ??= [];
            response.AdditionalProperties[LogProbabilityOption.Result] = tokens.Select(Read).ToList();
        }

        // A model may end at once: one token. More tokens that left no text were lost on the way.
        return response.Text.Length > 0
            || response.FinishReason == ChatFinishReason.Length
            || (response.FinishReason == ChatFinishReason.Stop && response.Usage?.OutputTokenCount is 0 or 1)
            ? response
            : throw new EndpointException("The endpoint answered with an empty text.", isTransient: true);
    }

    private static UsageDetails? UsageOf(AdditionalPropertiesDictionary? said) =>
        said?.GetValueOrDefault(nameof(ChatCompletion.Usage)) switch
        {
            ChatTokenUsage usage => new UsageDetails
            {
                InputTokenCount = usage.InputTokenCount,
                OutputTokenCount = usage.OutputTokenCount,
                TotalTokenCount = usage.TotalTokenCount,
                CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
            },
            UsageDetails usage => usage,
            _ => null,
        };

    // Connectors write the reason in their library's words.
    private static ChatFinishReason? FinishReasonOf(AdditionalPropertiesDictionary? said) =>
        said?.GetValueOrDefault(nameof(ChatCompletion.FinishReason))?.ToString()?.ToUpperInvariant() switch
        {
            "STOP" => ChatFinishReason.Stop,
            "LENGTH" or "MAXTOKENS" or "MAX_TOKENS" => ChatFinishReason.Length,
            "CONTENTFILTER" or "CONTENT_FILTER" or "SAFETY" => ChatFinishReason.ContentFilter,
            "TOOLCALLS" or "TOOL_CALLS" => ChatFinishReason.ToolCalls,
            _ => null,
        };

    private static TextLogProbability Read(ChatTokenLogProbabilityDetails token) => new(
        token.Token,
        token.LogProbability,
        [.. token.TopLogProbabilities.Select(other => new TextAlternative(other.Token, other.LogProbability))]);
}
