using System.Text;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Chat;

/// <summary>Builds a prompt from text, which stays text, and special tokens, added by id.</summary>
internal sealed class ChatTokens(Tokenizer tokenizer)
{
    private readonly List<int> _tokens = [];
    private readonly StringBuilder _text = new();

    /// <summary>Adds text; neighbouring texts are encoded together.</summary>
    public ChatTokens Text(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds the control token with this text.</summary>
    /// <exception cref="NotSupportedException">The vocabulary has no such token.</exception>
    public ChatTokens Special(string token) => Find(token) is { } id
        ? Token(id)
        : throw new NotSupportedException(
            $"The chat template uses the token '{token}', which is missing from the vocabulary. "
            + "Send the prompt as plain tokens instead.");

    /// <summary>Adds the control token with this text, or the text where the vocabulary lacks the token.</summary>
    public ChatTokens SpecialOrText(string token) => Find(token) is { } id ? Token(id) : Text(token);

    /// <summary>Adds a token that the model may lack.</summary>
    public ChatTokens Token(int? id)
    {
        Flush();
        if (id is { } token)
        {
            _tokens.Add(token);
        }

        return this;
    }

    /// <summary>The prompt.</summary>
    public int[] ToArray()
    {
        Flush();
        return [.. _tokens];
    }

    private int? Find(string token)
    {
        for (int id = 0; id < tokenizer.VocabularySize; id++)
        {
            if (tokenizer.KindOf(id) is TokenKind.Control or TokenKind.UserDefined && tokenizer.TextOf(id) == token)
            {
                return id;
            }
        }

        return null;
    }

    private void Flush()
    {
        if (_text.Length > 0)
        {
            _tokens.AddRange(tokenizer.Encode(_text.ToString(), addSpecial: false, parseSpecial: false));
            _text.Clear();
        }
    }
}
