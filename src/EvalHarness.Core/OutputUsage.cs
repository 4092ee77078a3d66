namespace EvalHarness;

/// <summary>Cost of one output. Times vary between runs; token counts do not.</summary>
/// <param name="InputTokens">Tokens of the prompt; <c>null</c> when the provider does not say.</param>
/// <param name="OutputTokens">Tokens generated; <c>null</c> when the provider does not say.</param>
/// <param name="LatencyMs">Wall time from request to last token, in milliseconds.</param>
/// <param name="TimeToFirstTokenMs">Wall time from request to first token; <c>null</c> when not streamed.</param>
public sealed record OutputUsage(
    int? InputTokens = null, int? OutputTokens = null, double? LatencyMs = null, double? TimeToFirstTokenMs = null);
