using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class DivergenceMeasurementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly string _candidate;
    private readonly string _text;

    public DivergenceMeasurementTests()
    {
        _base = Write("base.gguf", new TinyGguf());
        _candidate = Write("candidate.gguf", new TinyGguf { MatrixType = TensorType.Q4_0 });
        Random random = new(3);
        string[] words = ["the", "and", "hello", "in", "on", "her", "all"];
        _text = _folder.Write("text.txt", string.Join(
            ' ', Enumerable.Range(0, 150).Select(_ => words[random.Next(words.Length)])));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AModelAgainstItselfDiffersNowhere()
    {
        DivergenceResult result = await Measure(Request() with { CandidatePath = _base });
        DivergenceSummary summary = result.Summary;
        Assert.Equal(0, summary.Divergence.Maximum);
        Assert.Equal(0, summary.ReverseDivergence.Maximum);
        Assert.Equal(1, summary.SameTopToken.Value);
        Assert.Equal(0, summary.LnPerplexityRatio.Value);
        Assert.Equal(result.Greedy!.Prompts, result.Greedy.Identical);
    }

    [Fact]
    public async Task TheFiguresAreThoseOfEachModelAlone()
    {
        DivergenceSummary summary = (await Measure(Request())).Summary;
        Assert.Equal(summary.Chunks * 15, summary.Tokens);
        Assert.Equal(await PerplexityAsync(_base), summary.PerplexityBase.Value, 1e-3);
        Assert.Equal(await PerplexityAsync(_candidate), summary.PerplexityCandidate.Value, 1e-3);
        Assert.InRange(summary.Divergence.Mean.Value, 1e-4, 2);
    }

    [Fact]
    public async Task ThreadsAndSavingChangeNothing()
    {
        DivergenceSummary one = (await Measure(Request() with { Threads = 1 })).Summary;
        DivergenceSummary many = (await Measure(Request() with
        {
            Threads = 5,
            SaveBasePath = _folder.File("base.logp"),
        })).Summary;
        Assert.Equal(one.Divergence.Mean, many.Divergence.Mean);
        Assert.Equal(one.PerplexityCandidate, many.PerplexityCandidate);
    }

    [Fact]
    public async Task TheCandidateAloneRunsWithItsOwnOptions()
    {
        DivergenceSummary rounded = (await Measure(Request() with
        {
            CandidatePath = _base,
            CandidateOptions = new EngineOptions { KeyValueType = TensorType.Q4_0 },
        })).Summary;
        Assert.InRange(rounded.Divergence.Mean.Value, 1e-7, 0.5);
        Assert.Equal(await PerplexityAsync(_base), rounded.PerplexityBase.Value, 1e-3);
    }

    [Fact]
    public async Task SavedProbabilitiesOfEveryTokenGiveTheSameFigures()
    {
        string saved = _folder.File("base.logp");
        DivergenceSummary direct = (await Measure(
            Request() with { SaveBasePath = saved, TopTokens = 1024 })).Summary;
        DivergenceResult later = await Measure(new() { BasePath = saved, CandidatePath = _candidate });
        Assert.Equal(direct.Tokens, later.Summary.Tokens);
        Assert.Equal(direct.Divergence.Mean.Value, later.Summary.Divergence.Mean.Value, 1e-5);
        Assert.Equal(direct.ReverseDivergence.Maximum, later.Summary.ReverseDivergence.Maximum, 1e-4);
        Assert.Equal(direct.PerplexityBase.Value, later.Summary.PerplexityBase.Value, 1e-3);
        Assert.Equal(direct.SameTopToken, later.Summary.SameTopToken);
        Assert.Null(later.Greedy);
        Assert.NotNull(later.NoGreedyReason);
    }

    [Fact]
    public async Task SavedProbabilitiesOfAFewTokensGiveALowerBound()
    {
        string saved = _folder.File("base.logp");
        DivergenceSummary direct = (await Measure(Request() with { SaveBasePath = saved, TopTokens = 4 })).Summary;
        DivergenceResult later = await Measure(
            new() { BasePath = saved, CandidatePath = _candidate, TextPath = _text, Context = 32 });
        Assert.Equal(4, later.BaseTopTokens);
        Assert.InRange(later.Summary.Divergence.Mean.Value, 1e-6, direct.Divergence.Mean.Value);
        Assert.InRange(later.Summary.ReverseDivergence.Mean.Value, 1e-6, direct.ReverseDivergence.Mean.Value);
        Assert.Equal(direct.SameTopToken, later.Summary.SameTopToken);
        Assert.Equal(direct.LnPerplexityRatio.Value, later.Summary.LnPerplexityRatio.Value, 1e-5);
    }

    [Fact]
    public async Task GreedyOutputsPartWhereTheTwoModelsOwnOutputsDo()
    {
        DivergenceRequest request = Request() with { GreedyPrompts = 5, GreedyTokens = 12 };
        GreedyAgreement agreement = (await Measure(request)).Greedy!;
        await using InferenceEngine baseline = Load(_base);
        await using InferenceEngine candidate = Load(_candidate);
        TextChunks text = TextChunks.Read(_text, baseline.Tokenizer, 32, chunkLimit: null);
        List<int?> expected = [];
        for (int i = 0; i < 5; i++)
        {
            int[] prompt = text.Sequence(i * text.Count / 5)[..16];
            int[] one = await WriteAsync(baseline, prompt);
            int[] other = await WriteAsync(candidate, prompt);
            int same = one.AsSpan().CommonPrefixLength(other);
            expected.Add(same == one.Length && same == other.Length ? null : same);
        }

        Assert.Equal(expected, agreement.AgreedTokens);
        Assert.Contains(expected, place => place is not null);
    }

    [Fact]
    public async Task OtherVocabulariesAreRefusedWithTheFirstDifference()
    {
        string[] tokens = [.. TinyVocabulary.Bpe.Tokens];
        tokens[261] = "Ġthen";
        await Refuses(
            new TinyGguf { Vocabulary = TinyVocabulary.Bpe with { Tokens = tokens } },
            "token 261 is \"Ġthen\" (Normal)",
            "\"the\" (Normal)");
        await Refuses(
            new TinyGguf { Vocabulary = TinyVocabulary.Bpe.With(TokenKind.Normal, "zzz") },
            "275 tokens, the first 274 the same");
        await Refuses(new TinyGguf { Vocabulary = TinyVocabulary.Spm }, "token 3 is");
        string[] merges = [.. TinyVocabulary.Bpe.Merges!.Where(merge => merge != "h e" && merge != "he ll")];
        await Refuses(
            new TinyGguf { Vocabulary = TinyVocabulary.Bpe with { Merges = merges } }, "of the text is \"h\"");
    }

    [Fact]
    public async Task WhatCannotBeReadTogetherIsRefused()
    {
        await Refuses(Request() with { Context = 300 }, "a context of 256 tokens");
        await Refuses(Request() with { TextPath = null }, "--text: no text");
        string saved = _folder.File("base.logp");
        await Measure(Request() with { SaveBasePath = saved });
        DivergenceRequest later = new() { BasePath = saved, CandidatePath = _candidate };
        await Refuses(later with { Context = 64 }, "--context: 64; expected 32");
        await Refuses(later with { SaveBasePath = _folder.File("x") }, "--save-base");
        await Refuses(
            later with { TextPath = _folder.Write("other.txt", "hello " + File.ReadAllText(_text)) }, "of the text is");
    }

    [Fact]
    public async Task AFailureOfOneModelEndsTheOther()
    {
        string broken = Write("broken.gguf", new TinyGguf { Seed = 4 });
        byte[] bytes = File.ReadAllBytes(broken);
        // The weights' last vector, as numbers that are none.
        bytes.AsSpan(^256).Fill(0xFF);
        File.WriteAllBytes(broken, bytes);
        await Assert.ThrowsAsync<ModelOutputException>(() => Measure(Request() with { CandidatePath = broken }));
        await Assert.ThrowsAsync<ModelOutputException>(() => Measure(Request() with { BasePath = broken }));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
    }

    [Fact]
    public async Task ACancelledMeasurementLeavesNoFile()
    {
        using CancellationTokenSource stop = new();
        Progress progress = new(stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DivergenceMeasurement.MeasureAsync(
            Request() with { SaveBasePath = _folder.File("base.logp") }, progress, stop.Token));
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Path), path => path.Contains(".logp", StringComparison.Ordinal));
    }

    private DivergenceRequest Request() => new()
    {
        BasePath = _base,
        CandidatePath = _candidate,
        TextPath = _text,
        Context = 32,
        Threads = 2,
        GreedyPrompts = 3,
        GreedyTokens = 8,
    };

    private string Write(string name, TinyGguf model) => model.WriteTo(_folder.File(name));

    private static Task<DivergenceResult> Measure(DivergenceRequest request) =>
        DivergenceMeasurement.MeasureAsync(request, new Progress(() => { }), CancellationToken.None);

    private Task Refuses(TinyGguf candidate, params string[] words) => Refuses(
        Request() with { CandidatePath = Write("other.gguf", candidate) }, words);

    private static async Task Refuses(DivergenceRequest request, params string[] words)
    {
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => Measure(request));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static InferenceEngine Load(string path) =>
        InferenceEngine.Load(path, new EngineOptions { Threads = 1, MaxSequences = 1, ContextLength = 32 });

    private static async Task<int[]> WriteAsync(InferenceEngine engine, int[] prompt) =>
        [.. (await engine.GenerateAsync(new GenerationRequest { PromptTokens = prompt, MaxTokens = 12 })).Tokens];

    // From the definition, by the engine's own scoring of texts.
    private async Task<double> PerplexityAsync(string path)
    {
        await using InferenceEngine engine = Load(path);
        int[] tokens = engine.Tokenizer.EncodeBeginning(TextChunks.ReadText(_text));
        List<double> losses = [];
        for (int start = 0; start + 32 <= tokens.Length; start += 32)
        {
            int[] chunk = tokens[start..(start + 32)];
            chunk[0] = engine.Tokenizer.BosId!.Value;
            IReadOnlyList<double> scores = await engine.ScoreTextAsync(chunk);
            losses.AddRange(scores.Skip(16).Select(score => -score));
        }

        return Math.Exp(losses.Average());
    }

    private sealed class Progress(Action report) : IProgress<DivergenceProgress>
    {
        public void Report(DivergenceProgress value) => report();
    }
}
