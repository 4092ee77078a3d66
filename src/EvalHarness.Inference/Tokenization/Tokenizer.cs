using System.Buffers;
using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Turns text into a model's tokens and back. Safe to use from several threads.</summary>
public abstract class Tokenizer
{
    private readonly TokenVocabulary _vocabulary;
    private readonly SpecialTokenSplitter _splitter;
    private readonly TokenBytes _bytes;

    private protected Tokenizer(TokenVocabulary vocabulary, bool addsBegin, bool isByteLevel)
        : this(
            vocabulary,
            addsBegin,
            id => TokenSpelling.Read(vocabulary.Texts[id], vocabulary.Kinds[id], isByteLevel))
    {
    }

    private protected Tokenizer(TokenVocabulary vocabulary, bool addsBegin, Func<int, ReadOnlySpan<byte>> bytesOf)
    {
        _vocabulary = vocabulary;
        _splitter = new SpecialTokenSplitter(vocabulary);
        AddsBos = vocabulary.Flag("add_bos_token", addsBegin) && BosId is not null;
        AddsEos = vocabulary.Flag("add_eos_token", fallback: false) && EosId is not null;
        _bytes = new TokenBytes(vocabulary.Texts.Length, bytesOf);
    }

    /// <summary>Number of tokens; ids are from 0 to one less.</summary>
    public int VocabularySize => _vocabulary.Texts.Length;

    /// <summary>Begins a text; <c>null</c> when the model has no such token.</summary>
    public int? BosId => _vocabulary.BeginId;

    /// <summary>Ends a text; <c>null</c> when the model has no such token.</summary>
    public int? EosId => _vocabulary.EndId;

    /// <summary>Ends a turn of a conversation; <c>null</c> when the model has no such token.</summary>
    public int? EotId => _vocabulary.TurnEndId;

    /// <summary><see cref="Encode"/> puts <see cref="BosId"/> first when special tokens are asked for.</summary>
    public bool AddsBos { get; }

    /// <summary><see cref="Encode"/> puts <see cref="EosId"/> last when special tokens are asked for.</summary>
    public bool AddsEos { get; }

    /// <summary>Something that the file lacks and that was assumed; <c>null</c> when it is complete.</summary>
    public string? Warning { get; init; }

    /// <summary>A model that writes this token has finished.</summary>
    public virtual bool IsEndOfGeneration(int id) => _vocabulary.IsEndOfGeneration(id);

    /// <summary>What a token is for.</summary>
    public TokenKind KindOf(int id) => _vocabulary.Kinds[id];

    /// <summary>A token as the file writes it.</summary>
    public string TextOf(int id) => _vocabulary.Texts[id];

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Any text; characters that are no valid Unicode become U+FFFD.</param>
    /// <param name="addSpecial">Begin and end with the model's own tokens, where it wants them.</param>
    /// <param name="parseSpecial">Read texts such as <c>&lt;|im_end|&gt;</c> as control tokens.</param>
    public int[] Encode(string text, bool addSpecial, bool parseSpecial) =>
        EncodeParts(text, addSpecial, parseSpecial, []);

    /// <summary>
    /// The tokens of a text that is to be continued: the begin token first where the model wants it, no end token.
    /// </summary>
    /// <param name="text">Any text; characters that are no valid Unicode become U+FFFD.</param>
    /// <param name="parseSpecial">Read texts such as <c>&lt;|im_end|&gt;</c> as control tokens.</param>
    public int[] EncodeBeginning(string text, bool parseSpecial = false)
    {
        int[] tokens = Encode(text, addSpecial: true, parseSpecial);
        return AddsEos ? tokens[..^1] : tokens;
    }

    /// <summary>The tokens of a text that names its control tokens, but not in all of its parts.</summary>
    /// <param name="text">Any text; characters that are no valid Unicode become U+FFFD.</param>
    /// <param name="asText">Parts in order, in UTF-16 units: what touches them is no control token, but text.</param>
    public int[] EncodeAround(string text, IReadOnlyList<Range> asText) =>
        EncodeParts(text, addSpecial: false, parseSpecial: true, asText);

    private int[] EncodeParts(string text, bool addSpecial, bool parseSpecial, IReadOnlyList<Range> asText)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(asText);
        List<int> ids = new((text.Length / 3) + 2);
        if (addSpecial && AddsBos)
        {
            ids.Add(BosId!.Value);
        }

        List<TextFragment> fragments = _splitter.Split(text, parseSpecial, asText);
        for (int i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].TokenId is { } id)
            {
                ids.Add(id);
            }
            else
            {
                EncodeText(Between(
                    i == 0 ? null : fragments[i - 1].TokenId,
                    text.AsSpan(fragments[i].Start, fragments[i].Length),
                    i == fragments.Count - 1 ? null : fragments[i + 1].TokenId), ids);
            }
        }

        if (addSpecial && AddsEos)
        {
            ids.Add(EosId!.Value);
        }

        return [.. ids];
    }

    /// <summary>The text of tokens: the inverse of <see cref="Encode"/>, control tokens left out.</summary>
    /// <remarks>For text that a model continues, use <see cref="StreamingTextDecoder"/>.</remarks>
    public virtual string Decode(ReadOnlySpan<int> ids)
    {
        ArrayBufferWriter<byte> bytes = new(Math.Max(16, ids.Length * 4));
        foreach (int id in ids)
        {
            bytes.Write(_bytes[id]);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The bytes that a token writes: a part of a character at times, nothing for a control token.</summary>
    public ReadOnlySpan<byte> DecodeBytes(int id) => _bytes[id];

    /// <summary>What is encoded of a text between two special tokens, or the ends: all of it, usually.</summary>
    private protected virtual ReadOnlySpan<char> Between(int? before, ReadOnlySpan<char> text, int? after) => text;

    private protected abstract void EncodeText(ReadOnlySpan<char> text, List<int> ids);
}
