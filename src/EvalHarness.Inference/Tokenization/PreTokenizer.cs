using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Splits text into the words within which BPE merges.</summary>
/// <remarks>Written by hand rather than as regular expressions: linear in the text, whatever the text is.</remarks>
internal sealed class PreTokenizer
{
    /// <summary>Where the piece that begins at a place ends; always farther on.</summary>
    internal delegate int Scanner(ReadOnlySpan<char> text, int at);

    private readonly Scanner[] _stages;

    private PreTokenizer(params Scanner[] stages) => _stages = stages;

    /// <summary>Receives a word.</summary>
    internal delegate void WordReceiver(ReadOnlySpan<char> word);

    /// <summary>A word that is a token is taken whole, whatever the merges say.</summary>
    public bool TakesWholeWords { get; private init; }

    /// <summary>The model wants its begin token unless the file says otherwise.</summary>
    public bool AddsBegin { get; private init; }

    /// <summary>The pre-tokenizer of a name, <c>tokenizer.ggml.pre</c>.</summary>
    /// <exception cref="GgufFormatException">The name is not known.</exception>
    public static PreTokenizer Find(string name, GgufMetadata metadata) => name switch
    {
        "gpt-2" or "phi-2" or "mpt" or "olmo" => new(WordScanners.Gpt2),
        "smollm" or "starcoder" or "command-r" or "refact" => new(WordScanners.SingleNumbers, WordScanners.Gpt2),
        "llama-bpe" or "llama3" or "llama-v3" =>
            new(WordScanners.Llama3) { TakesWholeWords = true, AddsBegin = true },
        "dbrx" or "smaug-bpe" => new(WordScanners.Llama3),
        "qwen2" or "stablelm2" or "deepseek-r1-qwen" => new(WordScanners.Qwen2),
        "default" => new(
            WordScanners.Punctuation, WordScanners.Gpt2, WordScanners.Numbers, WordScanners.ThreeDigits),
        _ => throw metadata.Reject(
            "tokenizer.ggml.pre",
            $"the pre-tokenizer '{name}'",
            "gpt-2, smollm, starcoder, command-r, refact, llama-bpe, dbrx, smaug-bpe, qwen2, stablelm2, "
                + "deepseek-r1-qwen, phi-2, mpt, olmo or default",
            GgufFormatException.RunElsewhere),
    };

    /// <summary>Splits a text; the words together are the text.</summary>
    public void Split(ReadOnlySpan<char> text, WordReceiver receive) => Split(text, stage: 0, receive);

    private void Split(ReadOnlySpan<char> text, int stage, WordReceiver receive)
    {
        Scanner scan = _stages[stage];
        bool isLast = stage == _stages.Length - 1;
        for (int at = 0; at < text.Length;)
        {
            int end = scan(text, at);
            if (isLast)
            {
                receive(text[at..end]);
            }
            else
            {
                Split(text[at..end], stage + 1, receive);
            }

            at = end;
        }
    }
}
