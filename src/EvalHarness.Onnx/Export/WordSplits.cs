namespace EvalHarness.Onnx.Export;

/// <summary>
/// The pre-tokenizers of GGUF files as regular expressions that ONNX Runtime GenAI splits texts by, one after another.
/// </summary>
/// <remarks>
/// The library knows each of these expressions by its text, and refuses most others. It is not exact for two
/// characters: it drops U+0000, and takes U+0085 for no white space.
/// </remarks>
internal static class WordSplits
{
    private const string Gpt2 =
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Qwen2 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        + @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    // Without an expression, the library splits as GPT-2 does.
    private static readonly (string[] Names, string[] Expressions)[] s_known =
    [
        (["gpt-2", "phi-2", "mpt", "olmo"], []),
        (["smollm", "starcoder", "command-r", "refact"], [@"\p{N}", Gpt2]),
        (["llama-bpe", "llama3", "llama-v3", "dbrx", "smaug-bpe"], [Llama3]),
        (["qwen2", "stablelm2", "deepseek-r1-qwen"], [Qwen2]),
    ];

    /// <summary>All names that can be written.</summary>
    public static IEnumerable<string> Names => s_known.SelectMany(known => known.Names);

    /// <summary>The expressions of a pre-tokenizer; <c>null</c> where the library has none like it.</summary>
    public static IReadOnlyList<string>? Find(string? name) =>
        s_known.FirstOrDefault(known => known.Names.Contains(name, StringComparer.Ordinal)).Expressions;

    /// <summary>A pre-tokenizer that splits by some expressions; <c>null</c> for none.</summary>
    public static string? FindName(IReadOnlyList<string> expressions) =>
        s_known.FirstOrDefault(known => known.Expressions.SequenceEqual(expressions, StringComparer.Ordinal))
            .Names?[0];
}
