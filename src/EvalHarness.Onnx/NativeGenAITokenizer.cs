using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>The native library's tokenizer, whose calls are made one at a time.</summary>
internal sealed class NativeGenAITokenizer : IGenAITokenizer, IDisposable
{
    private readonly Tokenizer _tokenizer;
    private readonly Lock _lock = new();

    private NativeGenAITokenizer(Tokenizer tokenizer) => _tokenizer = tokenizer;

    /// <summary>The tokenizer of a model; it is not the model's, and disposed apart.</summary>
    public static NativeGenAITokenizer Of(Model model) => new(new Tokenizer(model));

    /// <summary>The tokenizer that a folder describes, without the model.</summary>
    /// <returns>The tokenizer; <c>null</c> where this build has no native library.</returns>
    /// <exception cref="InvalidInputException">The native library refuses the folder.</exception>
    public static NativeGenAITokenizer? Find(string folder)
    {
        try
        {
            Utils.DisableTelemetryEvents();
            return new NativeGenAITokenizer(new Tokenizer(folder));
        }
        catch (OnnxRuntimeGenAIException refused)
        {
            throw new InvalidInputException(
                folder,
                $"a tokenizer that ONNX Runtime GenAI cannot load: {refused.Message}",
                "a valid model folder");
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or TypeInitializationException)
        {
            return null;
        }
    }

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
