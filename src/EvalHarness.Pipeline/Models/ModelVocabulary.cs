using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Pipeline.Models;

/// <summary>The tokens of a model.</summary>
/// <param name="Texts">Token texts by id, as the vocabulary writes them.</param>
/// <param name="Kinds">What each token is for, by id.</param>
/// <param name="BeginToken">The token that begins every text; <c>null</c> when there is none.</param>
/// <param name="StatesKinds">
/// The model's files state the kinds; otherwise they are gathered from its special tokens, and are no ground to tell
/// two vocabularies apart.
/// </param>
public sealed record ModelVocabulary(
    string[] Texts, TokenKind[] Kinds, int? BeginToken, bool StatesKinds = true)
{
    /// <summary>The vocabulary of a tokenizer.</summary>
    public static ModelVocabulary From(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        string[] texts = new string[tokenizer.VocabularySize];
        TokenKind[] kinds = new TokenKind[texts.Length];
        for (int id = 0; id < texts.Length; id++)
        {
            (texts[id], kinds[id]) = (tokenizer.TextOf(id), tokenizer.KindOf(id));
        }

        return new(texts, kinds, tokenizer.AddsBos ? tokenizer.BosId : null);
    }
}
