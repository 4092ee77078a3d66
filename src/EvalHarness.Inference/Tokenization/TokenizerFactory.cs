using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Makes the tokenizer that a model file describes.</summary>
public static class TokenizerFactory
{
    private const string ModelKey = "tokenizer.ggml.model";
    private const string PreKey = "tokenizer.ggml.pre";

    /// <summary>The tokenizer of a file; it stays usable after the file is disposed.</summary>
    /// <exception cref="GgufFormatException">The file describes none, or one that is not supported.</exception>
    public static Tokenizer FromGguf(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return FromMetadata(file.Metadata);
    }

    /// <summary>The tokenizer that the metadata of a file describe.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="takesWholeWords">
    /// A word that is a token is taken whole, whatever the pre-tokenizer's name says.
    /// </param>
    /// <exception cref="GgufFormatException">They describe none, or one that is not supported.</exception>
    internal static Tokenizer FromMetadata(GgufMetadata metadata, bool takesWholeWords = false)
    {
        return metadata.GetString(ModelKey) switch
        {
            "gpt2" => CreateBytePair(metadata, takesWholeWords),
            "llama" => new SentencePieceTokenizer(new TokenVocabulary(metadata, beginId: 1, endId: 2)),
            string other => throw metadata.Reject(
                ModelKey,
                $"the tokenizer '{other}'",
                "'gpt2' (byte-level BPE) or 'llama' (SentencePiece)",
                GgufFormatException.RunElsewhere),
        };
    }

    private static BytePairTokenizer CreateBytePair(GgufMetadata metadata, bool takesWholeWords)
    {
        string? pre = metadata.FindString(PreKey);
        PreTokenizer words = PreTokenizer.Find(pre ?? "default", metadata);
        return new BytePairTokenizer(
            new TokenVocabulary(metadata), words, takesWholeWords || words.TakesWholeWords)
        {
            Warning = pre is null
                ? $"The model does not state '{PreKey}': text is split by default rules, perhaps not as in training."
                : null,
        };
    }
}
