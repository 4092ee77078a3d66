namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>A generated token of an endpoint, which names tokens by their text, and how likely it was.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="LogProbability">ln p(token | what precedes it), in nats; 0 or less.</param>
/// <param name="Alternatives">The likeliest tokens at its place, as the endpoint orders them.</param>
public sealed record TextLogProbability(
    string Text, double LogProbability, IReadOnlyList<TextAlternative> Alternatives)
{
    /// <summary>
    /// The option of a chat, among its additional properties, that asks for this many alternatives per token.
    /// </summary>
    public const string Option = GgufChatClient.LogProbabilitiesOption;

    /// <summary>Where an answer carries them, among its additional properties.</summary>
    public const string Result = GgufChatClient.LogProbabilities;
}

/// <summary>A token that could have stood there.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="LogProbability">ln p(token | what precedes it), in nats; 0 or less.</param>
public sealed record TextAlternative(string Text, double LogProbability);
