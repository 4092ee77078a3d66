using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Native;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>Collects an importance matrix: llama.cpp reads a text, and what enters its matrices is watched.</summary>
internal static class ImportanceCollection
{
    private const int LongestSequence = 512;

    // Characters that are encoded at a time.
    private const int CharactersAtOnce = 1 << 16;

    /// <summary>Reads a text with a model of any architecture.</summary>
    /// <param name="path">The model.</param>
    /// <param name="text">Representative text; read no farther than is needed.</param>
    /// <param name="maxTokens">Tokens that are read, at most.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="report">Told after every sequence how many tokens are done, and of how many.</param>
    /// <param name="cancellationToken">Ends it between two sequences.</param>
    /// <exception cref="InvalidInputException">The model cannot be run, or the text is too short.</exception>
    public static ImportanceMatrix Collect(
        string path,
        TextReader text,
        int maxTokens,
        int threads,
        Action<int, int> report,
        CancellationToken cancellationToken)
    {
        LlamaLibrary.Require(path);
        LlamaOptions options = new() { Sequences = 1, ContextLength = LongestSequence, Threads = threads };
        using GgufFile file = LlamaModelFile.Open(path);
        using SafeLlamaModelHandle model = LlamaModelFile.Load(file, options, hasWeights: true, cancellationToken);
        using ImportanceCollector collector = new();
        using SafeLLamaContextHandle context = LlamaContext.Create(model, path, options, collector.Callback);
        LlamaTokenizer tokenizer = GgufModelFile.Translate(path, () => LlamaTokenizer.From(model, file.Metadata));
        int[][] sequences = [.. Read(tokenizer, text, maxTokens)
            .Chunk(LlamaContext.LengthOf(model, options))
            .Where(sequence => sequence.Length > 1)];
        if (sequences.Length == 0)
        {
            throw new InvalidInputException(
                path, "a calibration text of less than two tokens", "a text of several thousand tokens");
        }

        LLamaBatch batch = new();
        int done = 0;
        foreach (int[] sequence in sequences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sequence[0] = tokenizer is { AddsBos: true, BosId: { } begin } ? begin : sequence[0];
            Evaluate(context, batch, sequence, path);
            done += sequence.Length;
            report(done, sequences.Sum(part => part.Length));
        }

        return collector.Failure is null ? collector.ToMatrix() : throw new InvalidInputException(
            path, "what enters its matrices cannot be read",
            fix: "Make the importance matrix with llama-imatrix, and give --imatrix FILE.");
    }

    private static void Evaluate(SafeLLamaContextHandle context, LLamaBatch batch, int[] sequence, string path)
    {
        context.MemorySequenceRemove((LLamaSeqId)0, -1, -1);
        batch.Clear();
        for (int i = 0; i < sequence.Length; i++)
        {
            // Every logit, so that the output matrix sees every token too.
            batch.Add(sequence[i], i, (LLamaSeqId)0, logits: true);
        }

        if (context.Decode(batch) is not DecodeResult.Ok and { } failure)
        {
            throw new InvalidInputException(
                path, FormattableString.Invariant($"llama.cpp cannot evaluate a text (code {(int)failure})"));
        }
    }

    private static List<int> Read(LlamaTokenizer tokenizer, TextReader text, int maxTokens)
    {
        List<int> tokens = [];
        char[] buffer = new char[CharactersAtOnce];
        for (int read = 1; read > 0 && tokens.Count < maxTokens;)
        {
            read = text.ReadBlock(buffer);
            tokens.AddRange(tokenizer.Encode(new string(buffer, 0, read), addSpecial: false, parseSpecial: true));
        }

        return tokens.Count > maxTokens ? tokens[..maxTokens] : tokens;
    }
}
