using System.Diagnostics;
using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Measures how far a candidate strays from its baseline on a text, token by token, with both models in step: memory
/// grows with the models and a few numbers per scored token, never with text times vocabulary.
/// </summary>
public static class DivergenceMeasurement
{
    /// <summary>Tokens per chunk where nothing else is asked for.</summary>
    public const int DefaultContext = 512;

    /// <summary>Fewest tokens of a chunk.</summary>
    public const int LeastContext = TextChunks.LeastContext;

    /// <summary>Most tokens per position that are saved one by one.</summary>
    public const int MostTopTokens = SavedBaseFormat.MostTopTokens;

    /// <summary>Sequences that the baseline continues at once.</summary>
    private const int MostSequences = 16;

    /// <summary>Reads the text with both models and compares them.</summary>
    /// <param name="request">What to compare, and how.</param>
    /// <param name="progress">Told of every chunk, on an engine's thread.</param>
    /// <param name="cancellationToken">Ends the measurement; nothing is kept.</param>
    /// <exception cref="InvalidInputException">
    /// A file is wrong, the vocabularies differ, or the text is too short.
    /// </exception>
    public static Task<DivergenceResult> MeasureAsync(
        DivergenceRequest request, IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        return SavedBaseFormat.IsSavedBase(request.BasePath)
            ? MeasureSavedAsync(request, progress, cancellationToken)
            : MeasurePairAsync(request, progress, cancellationToken);
    }

    private static async Task<DivergenceResult> MeasurePairAsync(
        DivergenceRequest request, IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int context = request.Context ?? DefaultContext;
        string textPath = request.TextPath ?? throw new InvalidInputException(
            "--text", "nothing", "a text to read", "Only saved log-probabilities bring their own.");
        await using InferenceEngine baseline = Load(
            request.BasePath,
            request.Threads / 2,
            context,
            Math.Clamp(request.GreedyPrompts, 1, MostSequences),
            request.BaseOptions);
        await using InferenceEngine candidate = Load(
            request.CandidatePath,
            request.Threads - (request.Threads / 2),
            context,
            sequences: 1,
            request.CandidateOptions);
        TextChunks text = TextChunks.Read(textPath, baseline.Tokenizer, context, request.ChunkLimit);
        TokenListing tokens = TokenListing.Of(request.BasePath, baseline.Tokenizer);
        RequireSame(tokens, request.CandidatePath, candidate, text, textPath);
        using SavedBaseWriter? saved = request.SaveBasePath is { } path
            ? SavedBaseWriter.Create(path, tokens, text, request.TopTokens)
            : null;
        TimeSpan loadTime = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        DivergenceTally tally = await new PairedReading(baseline, candidate, text, saved)
            .RunAsync(progress, cancellationToken);
        saved?.Complete();
        TimeSpan readTime = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        GreedyAgreement? greedy = request.GreedyPrompts == 0 ? null : await GreedyContinuation.CompareAsync(
            baseline, candidate, text, request.GreedyPrompts, request.GreedyTokens, cancellationToken);
        return new DivergenceResult
        {
            Request = request,
            Context = context,
            Summary = tally.Summarize(),
            Greedy = greedy,
            NoGreedyReason = greedy is null ? "no greedy output was asked for" : null,
            LoadTime = loadTime,
            ReadTime = readTime,
            GreedyTime = Stopwatch.GetElapsedTime(start),
        };
    }

    private static async Task<DivergenceResult> MeasureSavedAsync(
        DivergenceRequest request, IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        if (request.SaveBasePath is not null)
        {
            throw new InvalidInputException(
                "--save-base", "saved log-probabilities as BASE", "a model as BASE", "Copy the file instead.");
        }

        using SavedBase saved = SavedBase.Open(request.BasePath);
        int context = saved.Text.Context;
        if (request.Context is { } asked && asked != context)
        {
            throw new InvalidInputException(
                "--context",
                FormattableString.Invariant($"{asked}"),
                FormattableString.Invariant($"{context}, with which {request.BasePath} was made"));
        }

        await using InferenceEngine candidate = Load(
            request.CandidatePath, request.Threads, context, sequences: 1, request.CandidateOptions);
        RequireSame(saved.Tokens, request.CandidatePath, candidate, saved.Text, request.TextPath);
        TimeSpan loadTime = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        int chunks = Math.Min(saved.Text.Count, request.ChunkLimit ?? int.MaxValue);
        DivergenceTally tally = await new SavedReading(saved, candidate, chunks).RunAsync(progress, cancellationToken);
        return new DivergenceResult
        {
            Request = request,
            Context = context,
            Summary = tally.Summarize(),
            BaseTopTokens = saved.TopTokens,
            NoGreedyReason = "saved log-probabilities cannot write an output",
            LoadTime = loadTime,
            ReadTime = Stopwatch.GetElapsedTime(start),
        };
    }

    private static InferenceEngine Load(
        string path, int threads, int context, int sequences, EngineOptions options)
    {
        InferenceEngine engine = GgufEngine.Load(path, options with
        {
            Threads = Math.Max(1, threads),
            MaxSequences = sequences,
            ContextLength = context,
            BatchTokens = Math.Clamp(context, 32, 512),
        });
        if (engine.ContextLength >= context)
        {
            return engine;
        }

        engine.Dispose();
        throw new InvalidInputException(
            path,
            FormattableString.Invariant($"a context of {engine.ContextLength} tokens"),
            FormattableString.Invariant($"at least {context}"),
            "Give a smaller --context.");
    }

    private static void RequireSame(
        TokenListing baseline, string candidatePath, InferenceEngine candidate, TextChunks text, string? textPath)
    {
        TokenListing tokens = TokenListing.Of(candidatePath, candidate.Tokenizer);
        baseline.RequireSame(tokens);
        if (candidate.Config.VocabularyLength != baseline.Texts.Length)
        {
            throw new InvalidInputException(
                candidatePath,
                FormattableString.Invariant($"{candidate.Config.VocabularyLength} logits"),
                FormattableString.Invariant($"{baseline.Texts.Length}, one per token of the vocabulary"));
        }

        // Equal tokens may still be merged by other rules.
        if (textPath is not null)
        {
            int[] read = TextChunks.Encode(TextChunks.ReadText(textPath), candidate.Tokenizer);
            baseline.RequireSameTokens(text.Tokens, tokens, read.AsSpan(0, Math.Min(read.Length, text.Tokens.Length)));
        }
    }
}
