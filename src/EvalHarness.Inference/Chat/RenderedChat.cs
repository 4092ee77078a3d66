using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Chat;

/// <summary>A conversation as text, ready to be encoded.</summary>
/// <param name="Text">The text, with the special tokens that the template writes.</param>
/// <param name="FromMessages">
/// The parts of the text that came from the conversation, in order. What looks like a special token there is text: it
/// must not be encoded as a control token.
/// </param>
public sealed record RenderedChat(string Text, IReadOnlyList<TextSpan> FromMessages)
{
    /// <summary>The tokens of the text: the template's special tokens by id, those in messages as plain text.</summary>
    /// <remarks>No begin token is added: a template writes it where the model wants one.</remarks>
    public int[] Encode(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.EncodeAround(Text, [.. FromMessages.Select(span => span.Start..span.End)]);
    }
}
