using System.Text.Json;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Reads the log-probabilities of a text completion: parallel lists <c>tokens</c>, <c>token_logprobs</c> and
/// <c>top_logprobs</c>, as in OpenAI's completions and in vLLM.
/// </summary>
internal static class EchoReader
{
    /// <summary>
    /// The tokens of a choice; <c>null</c> where it has no such lists, or lists of different lengths.
    /// </summary>
    public static IReadOnlyList<PromptToken>? Read(JsonElement choice)
    {
        if (!choice.TryGetProperty("logprobs", out JsonElement all) || all.ValueKind != JsonValueKind.Object
            || ListOf(all, "tokens") is not { } tokens || ListOf(all, "token_logprobs") is not { } values
            || tokens.Length != values.Length)
        {
            return null;
        }

        JsonElement[]? tops = ListOf(all, "top_logprobs");
        return
        [
            .. tokens.Select((token, i) =>
            {
                double? own = NumberOf(values[i]);
                double? best = tops is not null && i < tops.Length ? BestOf(tops[i]) : null;
                return new PromptToken(token.ToString(), own, own is not null && best is not null && own >= best);
            }),
        ];
    }

    private static JsonElement[]? ListOf(JsonElement all, string key) =>
        all.TryGetProperty(key, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()]
            : null;

    private static double? BestOf(JsonElement top) =>
        top.ValueKind == JsonValueKind.Object
            ? top.EnumerateObject().Select(member => NumberOf(member.Value)).Max()
            : null;

    // A log-probability above 0 is none.
    private static double? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is <= 0 and > double.NegativeInfinity
            ? value.GetDouble()
            : null;
}
