using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>A prompt as the tokens themselves, for models that are asked how likely these are.</summary>
/// <param name="tokens">Ids in the model's vocabulary.</param>
internal sealed class TokenContent(IReadOnlyList<int> tokens) : AIContent
{
    /// <summary>Ids in the model's vocabulary.</summary>
    public IReadOnlyList<int> Tokens => tokens;
}
