using System.Collections.Frozen;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Tokenization;

/// <summary>The tokens of a model and those of them that have a role, read from <c>tokenizer.ggml.*</c>.</summary>
internal sealed class TokenVocabulary
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>Texts that end a turn in the usual chat formats.</summary>
    private static readonly string[] s_turnEnds =
        ["<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|eom_id|>", "<EOT>"];

    private readonly GgufMetadata _metadata;
    private readonly FrozenSet<int> _endsOfGeneration;

    /// <summary>Reads a vocabulary; the ids are those to assume where the file states none.</summary>
    public TokenVocabulary(GgufMetadata metadata, int? beginId = null, int? endId = null)
    {
        _metadata = metadata;
        Texts = metadata.GetStrings(Prefix + "tokens");
        if (Texts.Length == 0)
        {
            throw metadata.Reject(Prefix + "tokens", "an empty vocabulary", "at least one token");
        }

        Kinds = ReadKinds();
        TurnEndId = FindId("eot_token_id") ?? FindTurnEnd();
        EndId = FindId("eos_token_id") ?? Assume(endId);
        BeginId = FindId("bos_token_id") ?? Assume(beginId);
        UnknownId = FindId("unknown_token_id");
        _endsOfGeneration = Enumerable.Range(0, Texts.Length)
            .Where(id => id == EndId || id == TurnEndId || IsTurnEnd(id))
            .ToFrozenSet();
    }

    /// <summary>Texts by id, as the file writes them.</summary>
    public string[] Texts { get; }

    /// <summary>Kinds by id.</summary>
    public TokenKind[] Kinds { get; }

    /// <summary>Begins a text; <c>null</c> when the model has no such token.</summary>
    public int? BeginId { get; }

    /// <summary>Ends a text; <c>null</c> when the model has no such token.</summary>
    public int? EndId { get; }

    /// <summary>Ends a turn of a conversation; <c>null</c> when the model has no such token.</summary>
    public int? TurnEndId { get; }

    /// <summary>Stands for unknown text; <c>null</c> when the model has no such token.</summary>
    public int? UnknownId { get; }

    /// <summary>A model that writes this token has finished.</summary>
    public bool IsEndOfGeneration(int id) => _endsOfGeneration.Contains(id);

    /// <summary>A flag such as <c>add_bos_token</c>.</summary>
    public bool Flag(string name, bool fallback) => _metadata.FindBool(Prefix + name) ?? fallback;

    /// <summary>The scores of an SPM vocabulary, one for each token.</summary>
    public float[] ReadScores()
    {
        float[] scores = _metadata.GetFloats(Prefix + "scores");
        if (scores.Length != Texts.Length || Array.Exists(scores, float.IsNaN))
        {
            throw _metadata.Reject(
                Prefix + "scores",
                FormattableString.Invariant($"{scores.Length} scores, or scores that are not numbers"),
                FormattableString.Invariant($"{Texts.Length} numbers, one for each token"));
        }

        return scores;
    }

    /// <summary>The merges of a BPE vocabulary as left and right part, lowest rank first.</summary>
    public IEnumerable<(string Left, string Right)> ReadMerges()
    {
        foreach (string merge in _metadata.GetStrings(Prefix + "merges"))
        {
            int space = merge.Length > 1 ? merge.IndexOf(' ', 1) : -1;
            if (space < 0 || space == merge.Length - 1)
            {
                throw _metadata.Reject(Prefix + "merges", $"the merge '{merge}'", "two parts with a space between");
            }

            yield return (merge[..space], merge[(space + 1)..]);
        }
    }

    /// <summary>Tokens that text may become, by their text: normal and user-defined ones.</summary>
    /// <remarks>Control tokens are left out, so that no text can pose as one.</remarks>
    public Dictionary<string, int> IndexTexts()
    {
        Dictionary<string, int> index = new(Texts.Length, StringComparer.Ordinal);
        for (int id = 0; id < Texts.Length; id++)
        {
            if (Kinds[id] is TokenKind.Normal or TokenKind.UserDefined)
            {
                index[Texts[id]] = id;
            }
        }

        return index;
    }

    private TokenKind[] ReadKinds()
    {
        if (_metadata.FindInt32s(Prefix + "token_type") is not { } types)
        {
            return [.. Enumerable.Repeat(TokenKind.Normal, Texts.Length)];
        }

        return types.Length == Texts.Length
            ? Array.ConvertAll(types, type => type is >= 1 and <= 6 ? (TokenKind)type : TokenKind.Normal)
            : throw _metadata.Reject(
                Prefix + "token_type",
                FormattableString.Invariant($"{types.Length} token types"),
                FormattableString.Invariant($"{Texts.Length}, one for each token"));
    }

    private int? FindId(string name)
    {
        uint? id = _metadata.FindUInt32(Prefix + name);
        return id is null || id < Texts.Length
            ? (int?)id
            : throw _metadata.Reject(
                Prefix + name,
                FormattableString.Invariant($"token {id} in '{Prefix}{name}'"),
                FormattableString.Invariant($"a token below {Texts.Length}"));
    }

    private int? Assume(int? id) => id < Texts.Length ? id : null;

    private int? FindTurnEnd()
    {
        int found = Enumerable.Range(0, Texts.Length).FirstOrDefault(IsTurnEnd, -1);
        return found < 0 ? null : found;
    }

    private bool IsTurnEnd(int id) => Kinds[id] is TokenKind.Control or TokenKind.UserDefined
        && Array.IndexOf(s_turnEnds, Texts[id]) >= 0;
}
