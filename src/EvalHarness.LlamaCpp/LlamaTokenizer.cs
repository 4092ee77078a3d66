using System.Text;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// llama.cpp's tokenizer of a model. Which control tokens a text holds is decided here, because in what a message says
/// they stay text; the text between them is llama.cpp's to encode.
/// </summary>
internal sealed class LlamaTokenizer : Tokenizer
{
    private readonly SafeLlamaModelHandle _model;
    private readonly bool[] _endsGeneration;
    private readonly LLamaTokenAttr[] _attributes;
    private readonly bool _addsSpace;

    private LlamaTokenizer(
        SafeLlamaModelHandle model, TokenVocabulary vocabulary, LLamaTokenAttr[] attributes, bool addsSpace)
        : base(vocabulary, model.Vocab.ShouldAddBOS, id => BytesOf(model, id))
    {
        (_model, _attributes, _addsSpace) = (model, attributes, addsSpace);
        _endsGeneration =
            [.. Enumerable.Range(0, vocabulary.Texts.Length).Select(id => ((LLamaToken)id).IsEndOfGeneration(model))];
    }

    /// <summary>The tokenizer of a loaded model.</summary>
    /// <param name="model">The model; not owned.</param>
    /// <param name="metadata">What the model's file says.</param>
    /// <exception cref="GgufFormatException">The file lists other tokens than llama.cpp, or none.</exception>
    public static LlamaTokenizer From(SafeLlamaModelHandle model, GgufMetadata metadata)
    {
        TokenVocabulary vocabulary = new(metadata, (int?)model.Vocab.BOS, (int?)model.Vocab.EOS);
        if (vocabulary.Texts.Length != model.Vocab.Count)
        {
            throw metadata.Reject(
                "tokenizer.ggml.tokens",
                FormattableString.Invariant($"{vocabulary.Texts.Length} tokens; llama.cpp has {model.Vocab.Count}"),
                "as many tokens as the model has logits");
        }

        LLamaTokenAttr[] attributes = new LLamaTokenAttr[vocabulary.Texts.Length];
        for (int id = 0; id < attributes.Length; id++)
        {
            attributes[id] = ((LLamaToken)id).GetAttributes(model);
            vocabulary.Kinds[id] = KindOf(attributes[id]);
        }

        bool addsSpace = model.Vocab.Type == LLamaVocabType.SentencePiece
            && vocabulary.Flag("add_space_prefix", fallback: true);
        return new LlamaTokenizer(model, vocabulary, attributes, addsSpace);
    }

    /// <inheritdoc/>
    public override bool IsEndOfGeneration(int id) => _endsGeneration[id];

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids)
    {
        string text = base.Decode(ids);
        return _addsSpace && text.StartsWith(' ') ? text[1..] : text;
    }

    private protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach (LLamaToken token in _model.Tokenize(text.ToString(), addBos: false, special: false, Encoding.UTF8))
        {
            ids.Add((int)token);
        }
    }

    // Some control tokens take the white space beside them with them.
    private protected override ReadOnlySpan<char> Between(int? before, ReadOnlySpan<char> text, int? after)
    {
        const string White = " \t\n\v\f\r";
        text = before is { } left && _attributes[left].HasFlag(LLamaTokenAttr.RStrip) ? text.TrimStart(White) : text;
        return after is { } right && _attributes[right].HasFlag(LLamaTokenAttr.LStrip) ? text.TrimEnd(White) : text;
    }

    private static TokenKind KindOf(LLamaTokenAttr attributes) =>
        attributes.HasFlag(LLamaTokenAttr.Control) ? TokenKind.Control
        : attributes.HasFlag(LLamaTokenAttr.UserDefined) ? TokenKind.UserDefined
        : attributes.HasFlag(LLamaTokenAttr.Unknown) ? TokenKind.Unknown
        : attributes.HasFlag(LLamaTokenAttr.Byte) ? TokenKind.Byte
        : attributes.HasFlag(LLamaTokenAttr.Unused) ? TokenKind.Unused
        : TokenKind.Normal;

    private static ReadOnlySpan<byte> BytesOf(SafeLlamaModelHandle model, int id)
    {
        byte[] bytes = new byte[32];
        int length = (int)model.TokenToSpan(id, bytes);
        if (length > bytes.Length)
        {
            bytes = new byte[length];
            model.TokenToSpan(id, bytes);
        }

        return bytes.AsSpan(0, length);
    }
}
