using System.Buffers;
using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Byte-level byte pair encoding, <c>tokenizer.ggml.model</c> = <c>gpt2</c>.</summary>
internal sealed class BytePairTokenizer : Tokenizer
{
    private readonly PreTokenizer _preTokenizer;
    private readonly BytePairMerges _merges;
    private readonly Dictionary<string, int>? _wholeWords;
    private readonly WordCache _cache = new();

    public BytePairTokenizer(TokenVocabulary vocabulary, PreTokenizer preTokenizer, bool takesWholeWords)
        : base(vocabulary, preTokenizer.AddsBegin, isByteLevel: true)
    {
        _preTokenizer = preTokenizer;
        _merges = new BytePairMerges(vocabulary);
        _wholeWords = takesWholeWords ? vocabulary.IndexTexts() : null;
    }

    private protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids) =>
        _preTokenizer.Split(text, word => EncodeWord(word, ids));

    private void EncodeWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_cache.TryAddTo(ids, word))
        {
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(word.Length));
        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(word, buffer));
        int first = ids.Count;
        if (_wholeWords is not null && _wholeWords.TryGetValue(ByteAlphabet.Write(bytes), out int whole))
        {
            ids.Add(whole);
        }
        else
        {
            _merges.Encode(bytes, ids);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        _cache.Remember(word, ids, first);
    }
}
