using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>The native library's tokenizer, whose calls are made one at a time.</summary>
internal sealed class NativeGenAITokenizer(Model model) : IGenAITokenizer, IDisposable
{
    private readonly Tokenizer _tokenizer = new(model);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        lock (_lock)
        {
            using Sequences sequences = _tokenizer.Encode(text);
            return sequences[0].ToArray();
        }
    }

    /// <inheritdoc/>
    public IGenAIDecoder BeginDecoding()
    {
        lock (_lock)
        {
            return new Decoder(_tokenizer.CreateStream());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tokenizer.Dispose();

    private sealed class Decoder(TokenizerStream stream) : IGenAIDecoder
    {
        public string Decode(int token) => stream.Decode(token);

        public void Dispose() => stream.Dispose();
    }
}
