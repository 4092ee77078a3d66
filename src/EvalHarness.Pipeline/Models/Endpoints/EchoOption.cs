using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// How a question to a plain text completion asks for the log-probabilities of the prompt's own tokens, and where the
/// answer carries them: additional properties, as <see cref="ChatOptions"/> has no member for them.
/// </summary>
internal static class EchoOption
{
    /// <summary>Property of <see cref="ChatOptions"/>; its presence counts.</summary>
    public const string Name = "echo";

    /// <summary>Property of the answer: a list of <see cref="PromptToken"/>, prompt first.</summary>
    public const string Result = "echoed_tokens";

    /// <summary>Options of a question that reads a text. One token is generated, because some servers refuse none.
    /// </summary>
    public static ChatOptions Ask() => new()
    {
        Temperature = 0,
        MaxOutputTokens = 1,

        // Answers with log-probabilities are never kept: the cache has no place for them.
        AdditionalProperties = new() { [Name] = true, [LogProbabilityOption.Name] = 1 },
    };
}
