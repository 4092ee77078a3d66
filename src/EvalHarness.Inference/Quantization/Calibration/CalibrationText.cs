using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>Text that a model reads so that a method sees what enters its layers.</summary>
internal static class CalibrationText
{
    private const int LongestSequence = 512;
    private const int ShortestSequence = 2;

    /// <summary>Characters that are encoded at a time.</summary>
    private const int CharactersAtOnce = 1 << 16;

    /// <summary>
    /// The text's first tokens, cut in sequences of at most 512 and at most the model's context; each begins with the
    /// model's begin token, if it wants one.
    /// </summary>
    /// <param name="file">The model.</param>
    /// <param name="text">Read no farther than is needed.</param>
    /// <param name="tokenCount">Tokens that are taken.</param>
    /// <exception cref="InvalidDataException">The text has fewer than two tokens.</exception>
    public static IReadOnlyList<int[]> Read(GgufFile file, TextReader text, int tokenCount)
    {
        Tokenizer tokenizer = TokenizerFactory.FromGguf(file);
        int length = Math.Min(LongestSequence, ModelConfig.Read(file.Metadata).ContextLength);
        List<int> tokens = [];
        char[] buffer = new char[CharactersAtOnce];
        for (int read = 1; read > 0 && tokens.Count < tokenCount;)
        {
            read = text.ReadBlock(buffer);
            tokens.AddRange(tokenizer.Encode(new string(buffer, 0, read), addSpecial: false, parseSpecial: true));
        }

        int[][] sequences = [.. tokens
            .Take(tokenCount)
            .Chunk(length)
            .Where(sequence => sequence.Length >= ShortestSequence)];
        if (sequences.Length == 0)
        {
            throw new InvalidDataException(FormattableString.Invariant($"a text of {tokens.Count} tokens"));
        }

        if (tokenizer is { AddsBos: true, BosId: { } begin })
        {
            Array.ForEach(sequences, sequence => sequence[0] = begin);
        }

        return sequences;
    }
}
