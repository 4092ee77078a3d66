using System.Text;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>The most tokens that a call can take, known before it is made.</summary>
/// <param name="Input">Tokens of the prompt at most.</param>
/// <param name="Output">Tokens of the answer at most.</param>
internal readonly record struct TokenBound(long Input, long Output)
{
    // What a chat template puts around one message stays below this.
    private const int TokensAroundMessage = 16;

    // Without a limit of its own an endpoint still ends its answers; this is a common end.
    private const int OutputWithoutLimit = 4096;

    /// <summary>Both together.</summary>
    public long Total => Input + Output;

    /// <summary>Every byte of the prompt is at most one token; tokens count as what they are.</summary>
    public static TokenBound For(IEnumerable<ChatMessage> prompt, ChatOptions? options) => new(
        prompt.Sum(message => (long)Encoding.UTF8.GetByteCount(message.Text) + TokensAroundMessage
            + message.Contents.OfType<TokenContent>().Sum(content => content.Tokens.Count)),
        options?.MaxOutputTokens ?? OutputWithoutLimit);

    /// <summary>Of texts that are read and answered with nothing: every byte is at most one token.</summary>
    public static TokenBound ForReading(IEnumerable<string> texts) => new(
        texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text) + TokensAroundMessage), 0);
}
