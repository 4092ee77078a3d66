using System.Diagnostics;
using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using Microsoft.Extensions.AI;

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
    /// <param name="progress">Told of every chunk, on whatever thread compared it.</param>
    /// <param name="cancellationToken">Ends the measurement; nothing is kept.</param>
    /// <exception cref="InvalidInputException">
    /// A file is wrong, the vocabularies differ, the text is too short, or an endpoint does not say what is asked.
    /// </exception>
    /// <exception cref="EndpointException">An endpoint gave no answer, however often it was asked.</exception>
    public static Task<DivergenceResult> MeasureAsync(
        DivergenceRequest request, IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        bool isPair = request.BaseEndpoint is null && request.CandidateEndpoint is null
            && (request.LoadedBase is not null || !SavedBaseFormat.IsSavedBase(request.BasePath));
        return isPair
            ? MeasurePairAsync(request, progress, cancellationToken)
            : new KnownMeasurement(request, progress).RunAsync(cancellationToken);
    }

    private static async Task<DivergenceResult> MeasurePairAsync(
        DivergenceRequest request, IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        int context = request.Context ?? DefaultContext;
        string textPath = RequireText(request);
        bool isRemembered = request.BaseMemory?.HoldsAny == true;
        ILogitsModel opened = await OpenAsync(
            request.LoadedBase,
            request.BasePath,
            isRemembered ? 1 : request.Threads / 2,
            context,
            Math.Clamp(request.GreedyPrompts, 1, MostSequences),
            request.BaseOptions);
        await using ILogitsModel baseline = request.BaseMemory is { } memory && request.LoadedBase is null
            ? new RememberedLogits(opened, memory)
            : opened;
        await using ILogitsModel candidate = await OpenAsync(
            request.LoadedCandidate,
            request.CandidatePath,
            isRemembered ? request.Threads : request.Threads - (request.Threads / 2),
            context,
            sequences: 1,
            request.CandidateOptions);
        TextChunks text = TextChunks.Read(textPath, baseline, context, request.ChunkLimit);
        TokenListing tokens = TokenListing.From(request.BasePath, baseline.Vocabulary);
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

    /// <summary>The text's path.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    internal static string RequireText(DivergenceRequest request) => request.TextPath
        ?? throw new InvalidInputException(
            "--text", "no text", "a text to compare on", "Only saved log-probabilities include theirs.");

    /// <summary>A model that reads chunks; loads it where it is not loaded yet.</summary>
    /// <exception cref="InvalidInputException">
    /// It cannot be loaded, gives no logits, or its context is smaller than a chunk.
    /// </exception>
    internal static async Task<ILogitsModel> OpenAsync(
        LoadedModel? loaded, string path, int threads, int context, int sequences, EngineOptions options)
    {
        ILogitsModel model = loaded is null
            ? new GgufLogits(
                GgufEngine.Load(path, options with
                {
                    Threads = Math.Max(1, threads),
                    MaxSequences = sequences,
                    ContextLength = context,
                    BatchTokens = Math.Clamp(context, 32, 512),
                }),
                ownsEngine: true)
            : loaded.Client.GetService<ILogitsModel>() ?? throw new InvalidInputException(
                path, "a model whose logits cannot be read", "a GGUF file or an ONNX Runtime GenAI folder");
        if (model.ContextLength >= context)
        {
            return model;
        }

        int room = model.ContextLength;
        await model.DisposeAsync();
        throw new InvalidInputException(
            path,
            FormattableString.Invariant($"a context of {room} tokens"),
            FormattableString.Invariant($"at least {context}"),
            "Set a smaller --context.");
    }

    /// <summary>Refuses a candidate with other tokens, or with other rules to cut a text into them.</summary>
    /// <exception cref="InvalidInputException">It has; says where they differ.</exception>
    internal static void RequireSame(
        TokenListing baseline, string candidatePath, ILogitsModel candidate, TextChunks text, string? textPath)
    {
        TokenListing tokens = TokenListing.From(candidatePath, candidate.Vocabulary);
        baseline.RequireSame(tokens);
        RequireLogits(baseline, candidatePath, candidate);
        // Equal tokens may still be merged by other rules.
        if (textPath is not null)
        {
            int[] read = candidate.EncodeText(TextChunks.ReadText(textPath));
            baseline.RequireSameTokens(text.Tokens, tokens, read.AsSpan(0, Math.Min(read.Length, text.Tokens.Length)));
        }
    }

    /// <summary>Refuses a model whose distributions are not over the tokens of the vocabulary.</summary>
    /// <exception cref="InvalidInputException">They are over more, or fewer.</exception>
    internal static void RequireLogits(TokenListing tokens, string path, ILogitsModel model)
    {
        if (model.LogitCount != tokens.Texts.Length)
        {
            throw new InvalidInputException(
                path,
                FormattableString.Invariant($"{model.LogitCount} logits"),
                FormattableString.Invariant($"{tokens.Texts.Length}, one per token of the vocabulary"));
        }
    }
}
