using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>An answer as the cache keeps it.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="FinishReason">Why it ended; <c>null</c> when the endpoint did not say.</param>
/// <param name="ModelId">The model that the endpoint named; <c>null</c> when it named none.</param>
/// <param name="InputTokens">Tokens of the prompt; <c>null</c> when unknown.</param>
/// <param name="OutputTokens">Tokens generated; <c>null</c> when unknown.</param>
/// <param name="Sha256">Of everything else, so that a damaged entry is seen.</param>
/// <param name="Reasoning">What the endpoint gave as reasoning; <c>null</c> when it gave none.</param>
internal sealed record KeptAnswer(
    string Text,
    string? FinishReason,
    string? ModelId,
    long? InputTokens,
    long? OutputTokens,
    string Sha256,
    string? Reasoning = null)
{
    /// <summary>It is as it was written.</summary>
    public bool IsWhole => Text is not null && Sha256 == Seal();

    /// <summary>What is kept of an answer.</summary>
    public static KeptAnswer From(ChatResponse response)
    {
        KeptAnswer open = new(
            response.Text, response.FinishReason?.Value, response.ModelId,
            response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount, "", ReasoningOf(response));
        return open with { Sha256 = open.Seal() };
    }

    /// <summary>The answer again, marked as kept.</summary>
    public ChatResponse ToResponse() => new(new ChatMessage(ChatRole.Assistant,
        [
            .. Reasoning is null ? Array.Empty<AIContent>() : [new TextReasoningContent(Reasoning)],
            new TextContent(Text),
        ]))
    {
        FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
        ModelId = ModelId,
        Usage = InputTokens is null && OutputTokens is null ? null : new UsageDetails
        {
            InputTokenCount = InputTokens,
            OutputTokenCount = OutputTokens,
            TotalTokenCount = InputTokens + OutputTokens,
        },
        AdditionalProperties = new() { [CachingClient.Cached] = true },
    };

    private static string? ReasoningOf(ChatResponse response)
    {
        string reasoning = string.Concat(response.Messages.SelectMany(message => message.Contents)
            .OfType<TextReasoningContent>().Select(content => content.Text));
        return reasoning.Length > 0 ? reasoning : null;
    }

    private string Seal() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        FormattableString.Invariant($"{FinishReason}\n{ModelId}\n{InputTokens}\n{OutputTokens}\n{Text}")
        + (Reasoning is null ? "" : "\n" + Reasoning))));
}
