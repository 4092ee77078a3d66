using System.Text;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// A text in chunks of a fixed number of tokens. The first token of a chunk gives way to the begin token where the
/// model wants one; the second half of each chunk is scored, so that every scored token has at least half a chunk
/// before it. What is left behind the last whole chunk is not read.
/// </summary>
/// <param name="tokens">The text's tokens, at least one chunk.</param>
/// <param name="context">Tokens per chunk; at least <see cref="LeastContext"/>.</param>
/// <param name="beginToken">Replaces the first token of each chunk; <c>null</c> to leave it.</param>
/// <param name="chunkLimit">Most chunks; <c>null</c> for all.</param>
internal sealed class TextChunks(int[] tokens, int context, int? beginToken, int? chunkLimit = null)
{
    // Some ten million tokens.
    private const int LargestText = 256 << 20;

    /// <summary>Fewest tokens of a chunk.</summary>
    public const int LeastContext = 8;

    /// <summary>Tokens per chunk.</summary>
    public int Context => context;

    /// <summary>Number of chunks.</summary>
    public int Count { get; } = Math.Min(tokens.Length / context, chunkLimit ?? int.MaxValue);

    /// <summary>First position whose next token is scored; the last is the last but one of the chunk.</summary>
    public int FirstScored => context / 2;

    /// <summary>Scored positions per chunk.</summary>
    public int ScoredPerChunk => context - 1 - FirstScored;

    /// <summary>The tokens of all chunks, begin tokens not set.</summary>
    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Count * context);

    /// <summary>What a model reads of a chunk: all but its last token, which nothing follows.</summary>
    public int[] Sequence(int chunk) => Whole(chunk)[..^1];

    /// <summary>All tokens of a chunk, for a model that tells of each how likely it was.</summary>
    public int[] Whole(int chunk)
    {
        int[] whole = Tokens.Slice(chunk * context, context).ToArray();
        whole[0] = beginToken ?? whole[0];
        return whole;
    }

    /// <summary>The token behind a position of a chunk.</summary>
    public int Next(int chunk, int position) => tokens[(chunk * context) + position + 1];

    /// <summary>Reads a text and cuts it with a model's tokenizer.</summary>
    /// <param name="path">UTF-8 text; one line feed at its very end does not count.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">Tokens per chunk.</param>
    /// <param name="chunkLimit">Most chunks; <c>null</c> for all.</param>
    /// <exception cref="InvalidInputException">The text is absent, not UTF-8, or shorter than a chunk.</exception>
    public static TextChunks Read(string path, Tokenizer tokenizer, int context, int? chunkLimit) =>
        Read(path, tokenizer.EncodeBeginning(ReadText(path)), BeginToken(tokenizer), context, chunkLimit);

    /// <summary>Reads a text and cuts it as a model does.</summary>
    /// <param name="path">UTF-8 text; one line feed at its very end does not count.</param>
    /// <param name="model">The model.</param>
    /// <param name="context">Tokens per chunk.</param>
    /// <param name="chunkLimit">Most chunks; <c>null</c> for all.</param>
    /// <exception cref="InvalidInputException">The text is absent, not UTF-8, or shorter than a chunk.</exception>
    public static TextChunks Read(string path, ILogitsModel model, int context, int? chunkLimit) =>
        Read(path, model.EncodeText(ReadText(path)), model.Vocabulary.BeginToken, context, chunkLimit);

    private static TextChunks Read(string path, int[] tokens, int? beginToken, int context, int? chunkLimit)
    {
        if (tokens.Length < context)
        {
            throw new InvalidInputException(
                path,
                FormattableString.Invariant($"a text of {tokens.Length} tokens"),
                FormattableString.Invariant($"at least one chunk of {context}"),
                "Use a longer text or a smaller --context.");
        }

        return new TextChunks(tokens, context, beginToken, chunkLimit);
    }

    /// <summary>The token that begins every chunk; <c>null</c> when the model wants none.</summary>
    public static int? BeginToken(Tokenizer tokenizer) => tokenizer.AddsBos ? tokenizer.BosId : null;

    /// <summary>Reads a text file.</summary>
    /// <exception cref="InvalidInputException">It is absent, or not UTF-8.</exception>
    public static string ReadText(string path)
    {
        TextBytes.RequireLines(path);
        byte[] bytes = InputFile.ReadBytes(path, LargestText, "a text");
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException mistake)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{path}: byte {mistake.Index}"),
                "bytes that are not UTF-8", "a UTF-8 text", "Convert the file to UTF-8.");
        }
    }
}
