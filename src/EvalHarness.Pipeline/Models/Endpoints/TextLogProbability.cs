namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>A generated token of an endpoint, which names tokens by their text, and how likely it was.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="LogProbability">ln p(token | what precedes it), in nats; 0 or less.</param>
/// <param name="Alternatives">The likeliest tokens at its place, as the endpoint orders them.</param>
public sealed record TextLogProbability(
    string Text, double LogProbability, IReadOnlyList<TextAlternative> Alternatives);

/// <summary>A token that could have stood there.</summary>
/// <param name="Text">The token's text.</param>
/// <param name="LogProbability">ln p(token | what precedes it), in nats; 0 or less.</param>
public sealed record TextAlternative(string Text, double LogProbability);
