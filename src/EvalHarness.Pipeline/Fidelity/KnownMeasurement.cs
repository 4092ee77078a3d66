using System.Diagnostics;
using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Comparisons of which at least one side is saved or served, so that not all of it is known.</summary>
/// <param name="request">What to compare, and how.</param>
/// <param name="progress">Told of every chunk.</param>
internal sealed class KnownMeasurement(DivergenceRequest request, IProgress<DivergenceProgress> progress)
{
    /// <summary>Reads the text with both sides and compares them.</summary>
    public async Task<DivergenceResult> RunAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using SavedBase? saved = request.BaseEndpoint is null && request.LoadedBase is null
            && SavedBaseFormat.IsSavedBase(request.BasePath)
            ? OpenSaved()
            : null;
        int context = saved?.Text.Context ?? request.Context ?? DivergenceMeasurement.DefaultContext;
        await using ILogitsModel? baseline = saved is null && request.BaseEndpoint is null
            ? await OpenAsync(request.LoadedBase, request.BasePath, request.BaseOptions, context)
            : null;
        await using ILogitsModel? candidate = request.CandidateEndpoint is null
            ? await OpenAsync(request.LoadedCandidate, request.CandidatePath, request.CandidateOptions, context)
            : null;
        (TokenListing tokens, TextChunks text) = saved is null
            ? ReadText(baseline, candidate, context)
            : (saved.Tokens, saved.Text);
        if (saved is not null && candidate is not null)
        {
            DivergenceMeasurement.RequireSame(tokens, request.CandidatePath, candidate, text, request.TextPath);
        }

        int chunks = Math.Min(text.Count, request.ChunkLimit ?? int.MaxValue);
        await using EndpointDistributions? baseAnswers = Ask(request.BaseEndpoint, tokens, text, chunks);
        await using EndpointDistributions? candidateAnswers = Ask(request.CandidateEndpoint, tokens, text, chunks);
        using SavedBaseWriter? writer = request.SaveBasePath is { } path
            ? SavedBaseWriter.Create(path, tokens, text, request.TopTokens)
            : null;
        TimeSpan loadTime = Stopwatch.GetElapsedTime(start);

        start = Stopwatch.GetTimestamp();
        KnownReading reading = new(text, chunks, tokens.Texts.Length) { Saved = writer };
        IKnownDistributions? known = saved is null ? baseAnswers : saved;
        DivergenceTally tally = await (candidateAnswers is null
            ? reading.RunAsync(known!, candidate!, progress, cancellationToken)
            : known is null ? reading.RunAsync(baseline!, candidateAnswers, progress, cancellationToken)
            : reading.RunAsync(known, candidateAnswers, progress, cancellationToken));
        writer?.Complete();
        return Describe(context, tally, reading.Mass, known?.TopTokens, candidateAnswers?.TopTokens) with
        {
            LoadTime = loadTime,
            ReadTime = Stopwatch.GetElapsedTime(start),
        };
    }

    private DivergenceResult Describe(
        int context, DivergenceTally tally, KnownMass mass, int? baseTop, int? candidateTop) => new()
        {
            Request = request,
            Context = context,
            Summary = tally.Summarize(),
            BaseTopTokens = baseTop,
            CandidateTopTokens = candidateTop,
            KnownMass = mass,
            NoGreedyReason = request.BaseEndpoint is null && request.CandidateEndpoint is null
                ? "saved log-probabilities cannot write an output"
                : "of an endpoint only its log-probabilities are asked for",
            LoadTime = TimeSpan.Zero,
            ReadTime = TimeSpan.Zero,
        };

    private Task<ILogitsModel> OpenAsync(
        LoadedModel? loaded, string path, EngineOptions options, int context) =>
        DivergenceMeasurement.OpenAsync(loaded, path, request.Threads, context, sequences: 1, options);

    private EndpointDistributions? Ask(
        DivergenceEndpoint? endpoint, TokenListing tokens, TextChunks text, int chunks) =>
        endpoint is null ? null : new(endpoint, tokens, text, chunks, request.TopTokens);

    private SavedBase OpenSaved()
    {
        if (request.SaveBasePath is not null)
        {
            throw new InvalidInputException(
                "--save-base", "saved log-probabilities as BASE", "a model as BASE", "Copy the file instead.");
        }

        if (request.TextPath is not null && request.CandidateEndpoint is not null)
        {
            throw new InvalidInputException(
                "--text",
                "a text as well as saved log-probabilities",
                "no text",
                "Remove the option: saved log-probabilities include their text.");
        }

        SavedBase saved = SavedBase.Open(request.BasePath);
        if (request.Context is not { } asked || asked == saved.Text.Context)
        {
            return saved;
        }

        int context = saved.Text.Context;
        saved.Dispose();
        throw new InvalidInputException(
            "--context",
            FormattableString.Invariant($"{asked}"),
            FormattableString.Invariant($"{context}, as in {request.BasePath}"));
    }

    private (TokenListing Tokens, TextChunks Text) ReadText(
        ILogitsModel? baseline, ILogitsModel? candidate, int context)
    {
        string textPath = DivergenceMeasurement.RequireText(request);
        (ILogitsModel? model, string path) = baseline is not null
            ? (baseline, request.BasePath)
            : (candidate, request.CandidatePath);
        if (model is not null)
        {
            TokenListing listing = TokenListing.From(path, model.Vocabulary);
            DivergenceMeasurement.RequireLogits(listing, path, model);
            return (listing, TextChunks.Read(textPath, model, context, request.ChunkLimit));
        }

        path = request.TokenizerPath ?? throw new InvalidInputException(
            "--tokenizer",
            "no tokenizer, and both sides are endpoints",
            "a GGUF model with the vocabulary of both endpoints' models",
            "Only its vocabulary is read.");
        Tokenizer tokenizer = GgufModelFile.Read(path, TokenizerFactory.FromGguf);
        return (
            TokenListing.From(path, tokenizer), TextChunks.Read(textPath, tokenizer, context, request.ChunkLimit));
    }
}
