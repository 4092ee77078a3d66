using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>What a GGUF file says of a BERT and of its WordPiece vocabulary, as converters write it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Longest">Tokens of a text.</param>
/// <param name="Width">Length of its vectors.</param>
/// <param name="Layers">Number of layers.</param>
/// <param name="FeedForward">Width of the feed-forward matrices.</param>
/// <param name="Heads">Number of attention heads.</param>
/// <param name="Epsilon">Of its normalizations.</param>
/// <param name="Pooling"><c>bert.pooling_type</c>: 1 mean, 2 first token; <c>null</c> stores none.</param>
internal sealed record BertMetadata(
    string Name, int Longest, int Width, int Layers, int FeedForward, int Heads, float Epsilon, uint? Pooling)
{
    /// <summary>Writes it.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="words">Word pieces by id, the special ones among them.</param>
    public void WriteTo(GgufWriter writer, IReadOnlyList<string> words)
    {
        writer.Add("general.architecture", "bert");
        writer.Add("general.name", Name);
        writer.Add("bert.context_length", (uint)Longest);
        writer.Add("bert.embedding_length", (uint)Width);
        writer.Add("bert.block_count", (uint)Layers);
        writer.Add("bert.feed_forward_length", (uint)FeedForward);
        writer.Add("bert.attention.head_count", (uint)Heads);
        writer.Add("bert.attention.layer_norm_epsilon", Epsilon);
        writer.Add("bert.attention.causal", false);
        if (Pooling is { } pooling)
        {
            writer.Add("bert.pooling_type", pooling);
        }

        writer.Add("tokenizer.ggml.model", "bert");
        writer.Add("tokenizer.ggml.token_type_count", 2u);
        writer.Add("tokenizer.ggml.tokens", [.. words.Select(InGguf)]);
        writer.Add("tokenizer.ggml.token_type", [.. words.Select(word => IsSpecial(word) ? 3 : 1)]);
        foreach ((string key, string word) in (ReadOnlySpan<(string, string)>)
        [
            ("unknown", "[UNK]"), ("cls", "[CLS]"), ("bos", "[CLS]"), ("seperator", "[SEP]"), ("padding", "[PAD]"),
            ("mask", "[MASK]"),
        ])
        {
            writer.Add($"tokenizer.ggml.{key}_token_id", (uint)words.Index().Single(at => at.Item == word).Index);
        }
    }

    private static bool IsSpecial(string word) => word is ['[', _, _, .., ']'];

    // The beginning of a word is marked, where WordPiece marks its continuation.
    private static string InGguf(string word) =>
        IsSpecial(word) ? word : word.StartsWith("##", StringComparison.Ordinal) ? word[2..] : "\u2581" + word;
}
