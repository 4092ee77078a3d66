using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Turns tokens into text as they come, keeping back the bytes of a character that is not complete.</summary>
public sealed class StreamingTextDecoder(Tokenizer tokenizer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that a token completes; often empty within a character of several bytes.</summary>
    public string Append(int id) => Convert(tokenizer.DecodeBytes(id), flush: false);

    /// <summary>Ends the text; bytes that never became a character come out as U+FFFD.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = new char[_decoder.GetCharCount(bytes, flush)];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
