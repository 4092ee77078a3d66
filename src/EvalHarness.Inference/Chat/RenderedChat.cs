using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Chat;

/// <summary>A prompt as text, ready to be encoded.</summary>
/// <param name="Text">The text, with the special tokens that the template writes.</param>
/// <param name="FromMessages">
/// The parts of the text that came from the conversation, in order. What looks like a special token there is text: it
/// must not be encoded as a control token.
/// </param>
public sealed record RenderedChat(string Text, IReadOnlyList<TextSpan> FromMessages)
{
    /// <summary>
    /// No template wrote the text: it begins with the begin token where the tokenizer adds one, and nothing in it is a
    /// special token.
    /// </summary>
    public bool IsPlain { get; private init; }

    /// <summary>
    /// The template opened the model's answer, so that what follows is the first text of a turn. Otherwise, it goes on
    /// with the last message.
    /// </summary>
    public bool OpensAnswer =>
        !IsPlain && Text.Length > 0 && (FromMessages.Count == 0 || FromMessages[^1].End < Text.Length);

    /// <summary>A prompt without a template.</summary>
    /// <param name="text">The prompt.</param>
    public static RenderedChat FromPlainText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, text.Length == 0 ? [] : [new(0, text.Length)]) { IsPlain = true };
    }

    /// <summary>The tokens of the text: the template's special tokens by id, those in messages as plain text.</summary>
    /// <remarks>
    /// A template writes the begin token itself where the model wants one, so none is added to what it wrote. The end
    /// token that some tokenizers add is left out: the text is to be continued.
    /// </remarks>
    public int[] Encode(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return IsPlain ? tokenizer.EncodeBeginning(Text) : tokenizer.EncodeAround(Text, AsText);
    }

    /// <summary>The tokens of the text and of what continues it, in which nothing is a special token.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="continuation">The continuation, verbatim.</param>
    /// <exception cref="ArgumentException">No token is left to be scored or given: the message says why.</exception>
    public ContinuationTokens EncodeWith(Tokenizer tokenizer, string continuation)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return IsPlain
            ? ContinuationTokens.From(tokenizer, Text, continuation)
            : ContinuationTokens.FromMarked(tokenizer, Text, AsText, continuation);
    }

    private Range[] AsText => [.. FromMessages.Select(span => span.Start..span.End)];
}
