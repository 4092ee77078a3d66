using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>The vocabulary of a model, to be compared with another's.</summary>
/// <param name="Source">Where it comes from, for messages.</param>
/// <param name="Texts">Token texts by id.</param>
/// <param name="Kinds">What each token is for.</param>
/// <param name="BeginToken">The token that begins every chunk; <c>null</c> when there is none.</param>
internal sealed record TokenListing(string Source, string[] Texts, TokenKind[] Kinds, int? BeginToken)
{
    /// <summary>
    /// The kinds are stated where the tokens come from; otherwise they tell no two vocabularies apart.
    /// </summary>
    public bool StatesKinds { get; init; } = true;

    /// <summary>The vocabulary of a tokenizer.</summary>
    public static TokenListing From(string source, Tokenizer tokenizer) =>
        From(source, ModelVocabulary.From(tokenizer));

    /// <summary>The vocabulary of a model.</summary>
    public static TokenListing From(string source, ModelVocabulary vocabulary) =>
        new(source, vocabulary.Texts, vocabulary.Kinds, vocabulary.BeginToken) { StatesKinds = vocabulary.StatesKinds };

    /// <summary>Refuses a candidate whose distributions are over other tokens, and says where they differ.</summary>
    /// <exception cref="InvalidInputException">The vocabularies differ.</exception>
    public void RequireSame(TokenListing candidate)
    {
        bool comparesKinds = StatesKinds && candidate.StatesKinds;
        int both = Math.Min(Texts.Length, candidate.Texts.Length);
        for (int id = 0; id < both; id++)
        {
            if (Texts[id] != candidate.Texts[id] || (comparesKinds && Kinds[id] != candidate.Kinds[id]))
            {
                throw Refuse(
                    candidate,
                    FormattableString.Invariant($"token {id} is {candidate.Describe(id)}"),
                    Describe(id));
            }
        }

        if (Texts.Length != candidate.Texts.Length)
        {
            throw Refuse(
                candidate,
                FormattableString.Invariant($"{candidate.Texts.Length} tokens, the first {both} the same"),
                FormattableString.Invariant($"{Texts.Length} tokens"));
        }

        if (BeginToken != candidate.BeginToken)
        {
            throw Refuse(
                candidate, $"texts begin with {candidate.DescribeBegin()}", $"texts begin with {DescribeBegin()}");
        }
    }

    /// <summary>Refuses a candidate that cuts the text into other tokens, and says where.</summary>
    /// <exception cref="InvalidInputException">The token sequences differ.</exception>
    public void RequireSameTokens(ReadOnlySpan<int> tokens, TokenListing candidate, ReadOnlySpan<int> candidateTokens)
    {
        int same = tokens.CommonPrefixLength(candidateTokens);
        if (same < tokens.Length && same < candidateTokens.Length)
        {
            throw Refuse(
                candidate,
                FormattableString.Invariant(
                    $"token {same} of the text is {candidate.Describe(candidateTokens[same])}"),
                Describe(tokens[same]));
        }

        if (tokens.Length != candidateTokens.Length)
        {
            throw Refuse(
                candidate,
                FormattableString.Invariant($"a text of {candidateTokens.Length} tokens"),
                FormattableString.Invariant($"{tokens.Length} tokens"));
        }
    }

    private InvalidInputException Refuse(TokenListing candidate, string found, string expected) => new(
        candidate.Source,
        found,
        $"{expected}, as in {Source}",
        "Only models with one vocabulary can be compared token by token.");

    private string Describe(int id) => FormattableString.Invariant($"\"{Texts[id]}\" ({Kinds[id]})");

    private string DescribeBegin() => BeginToken is { } id ? Describe(id) : "no begin token";
}
