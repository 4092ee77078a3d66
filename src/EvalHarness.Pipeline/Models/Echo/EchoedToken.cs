namespace EvalHarness.Pipeline.Models.Echo;

/// <summary>A token of a prompt, and what the model held likely in its place.</summary>
/// <param name="Text">The token's text as the endpoint writes it; <c>null</c> when it is told apart by its id.</param>
/// <param name="LogProbability">
/// ln p(token | what precedes it), in nats, as the endpoint says it; <c>null</c> when it does not say, as of the first.
/// </param>
/// <param name="Alternatives">The likeliest tokens in its place, in any order; none where none is named.</param>
internal sealed record EchoedToken(
    string? Text, double? LogProbability, IReadOnlyList<EchoedAlternative> Alternatives);

/// <summary>A token that could have stood there.</summary>
/// <param name="Id">Its id; <c>null</c> when the endpoint writes tokens as texts.</param>
/// <param name="Text">Its text; <c>null</c> when the endpoint does not say.</param>
/// <param name="LogProbability">ln p of it, as the endpoint says it.</param>
internal readonly record struct EchoedAlternative(int? Id, string? Text, double LogProbability);
