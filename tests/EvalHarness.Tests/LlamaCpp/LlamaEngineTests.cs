using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Sampling;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

public sealed class LlamaEngineTests : IDisposable
{
    private const string Report = "On Monday a truck hit a wall in the town. Two people were hurt. Where was it?";

    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");

    // One thread each: the machine that tests has others to run.
    private static readonly LlamaOptions s_options = new() { Threads = 1, KeyValueType = TensorType.F32 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public async Task GreedyAnswersAreThoseOfTheEmbeddedEngine()
    {
        await using InferenceEngine llama = Load(s_bundled);
        await using InferenceEngine embedded = Embedded(s_bundled);
        foreach (string prompt in (string[])[Report, "The fire began", "A bus", "Summarize: " + Report])
        {
            GenerationRequest request = new() { Prompt = prompt, MaxTokens = 24, IgnoreEndOfText = true };
            GenerationResult mine = await embedded.GenerateAsync(request);
            GenerationResult theirs = await llama.GenerateAsync(request);
            Assert.Equal(mine.Tokens, theirs.Tokens);
            Assert.Equal(mine.Text, theirs.Text);
            Assert.Equal(mine.PromptTokens, theirs.PromptTokens);
        }
    }

    /// <summary>
    /// In F32 both compute the same sums in another order; in F16, llama.cpp rounds the activations to F16 as well.
    /// </summary>
    [LlamaFact]
    public async Task LogitsAreThoseOfTheEmbeddedEngineUpToRounding()
    {
        string exact = new TinyGguf { EmbeddingLength = 128 }.WriteTo(_folder.File("f32.gguf"));
        Assert.InRange(await LargestDifferenceAsync(exact), 0, 2e-4);
        Assert.InRange(await LargestDifferenceAsync(s_bundled), 1e-9, 5e-2);
    }

    [LlamaFact]
    public async Task AnAnswerDoesNotDependOnTheRequestsBesideIt()
    {
        await using InferenceEngine engine = Load(s_bundled, s_options with { Sequences = 3 });
        GenerationRequest[] requests = [.. Enumerable.Range(1, 7).Select(i => new GenerationRequest
        {
            Prompt = string.Concat(Enumerable.Repeat(Report + " ", i % 4 == 3 ? 12 : i % 4)) + "Answer " + i,
            MaxTokens = 6 + i,
            IgnoreEndOfText = true,
            TopLogProbabilities = 2,
        })];
        GenerationResult[] together = await Task.WhenAll(requests.Select(request => engine.GenerateAsync(request)));
        for (int i = requests.Length - 1; i >= 0; i--)
        {
            GenerationResult alone = await engine.GenerateAsync(requests[i]);
            Assert.Equal(alone.Tokens, together[i].Tokens);
            Assert.Equal(
                alone.LogProbabilities!.Select(token => token.LogProbability),
                together[i].LogProbabilities!.Select(token => token.LogProbability));
        }
    }

    [LlamaFact]
    public async Task EqualSeedsDrawEqualTokensAndOthersDoNot()
    {
        string model = new TinyGguf { EmbeddingLength = 128 }.WriteTo(_folder.File("f32.gguf"));
        await using InferenceEngine engine = Load(model);
        string first = await DrawAsync(engine, seed: 1);
        Assert.Equal(first, await DrawAsync(engine, seed: 1));
        Assert.NotEqual(first, await DrawAsync(engine, seed: 2));
        await using InferenceEngine embedded = Embedded(model);
        Assert.Equal(await DrawAsync(embedded, seed: 1), first);
    }

    [LlamaFact]
    public async Task AnAnswerEndsAtAStopTextItsMostTokensOrTheContext()
    {
        await using InferenceEngine engine = Load(s_bundled, s_options with { ContextLength = 64 });
        GenerationRequest request = new() { Prompt = Report, MaxTokens = 20, IgnoreEndOfText = true };
        GenerationResult whole = await engine.GenerateAsync(request);
        Assert.Equal((FinishReason.MaxTokens, 20), (whole.FinishReason, whole.Tokens.Count));
        string stop = whole.Text.Substring(3, 4);
        List<string> pieces = [];
        GenerationResult cut = await engine.GenerateAsync(request with { StopStrings = [stop] }, pieces.Add);
        Assert.Equal(FinishReason.StopString, cut.FinishReason);
        Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], cut.Text);
        Assert.Equal(cut.Text, string.Concat(pieces));
        GenerationResult full = await engine.GenerateAsync(request with { MaxTokens = 1000 });
        Assert.Equal(FinishReason.ContextLimit, full.FinishReason);
        Assert.Equal(64 + 1, full.PromptTokens + full.Tokens.Count);
        await Assert.ThrowsAsync<ContextOverflowException>(() => engine.GenerateAsync(
            request with { Prompt = string.Concat(Enumerable.Repeat(Report, 5)) }));
    }

    [LlamaFact]
    public async Task ContinuationsAndTextsAreScoredByTheLogitsOfTheirTokens()
    {
        await using InferenceEngine engine = Load(s_bundled, s_options with { ContextLength = 96 });
        int[] prefix = engine.EncodePrompt(Report);
        int[][] continuations = [engine.EncodeContinuation(" in the town"), engine.EncodeContinuation(" no")];
        IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(prefix, continuations);
        for (int i = 0; i < continuations.Length; i++)
        {
            double[] expected = await TermsAsync(engine, prefix, continuations[i]);
            Assert.Equal(expected.Length, scores[i].TokenLogLikelihoods.Count);
            Assert.Equal(expected.Sum(), scores[i].LogLikelihood, 2e-2);
        }

        int[] text = engine.EncodePrompt(string.Concat(Enumerable.Repeat(Report + " ", 12)));
        Assert.True(text.Length > 200);
        IReadOnlyList<double> terms = await engine.ScoreTextAsync(text);
        await using InferenceEngine embedded = InferenceEngine.Load(
            s_bundled, new EngineOptions { Threads = 1, ContextLength = 96 });
        IReadOnlyList<double> mine = await embedded.ScoreTextAsync(text);
        Assert.Equal(mine.Count, terms.Count);
        Assert.Equal(mine.Average(), terms.Average(), 5e-3);
    }

    [LlamaFact]
    public async Task ACancelledRequestEndsAloneAndTheOthersGoOn()
    {
        await using InferenceEngine engine = Load(s_bundled, s_options with { Sequences = 2 });
        GenerationRequest request = new() { Prompt = Report, MaxTokens = 400, IgnoreEndOfText = true };
        using CancellationTokenSource cancelled = new();
        Task<GenerationResult> ended = engine.GenerateAsync(request, _ => cancelled.Cancel(), cancelled.Token);
        Task<GenerationResult> kept = engine.GenerateAsync(request with { MaxTokens = 12 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
        Assert.Equal(12, (await kept).Tokens.Count);
        Assert.Equal((await kept).Text, (await engine.GenerateAsync(request with { MaxTokens = 12 })).Text);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.GenerateAsync(request, null, new CancellationToken(canceled: true)));
    }

    [LlamaFact]
    public async Task ADisposedEngineFailsWhatIsUnderWayAndTakesNothingMore()
    {
        InferenceEngine engine = Load(s_bundled);
        TaskCompletionSource begun = new();
        Task<GenerationResult> unfinished = engine.GenerateAsync(
            new GenerationRequest { Prompt = Report, MaxTokens = 400, IgnoreEndOfText = true },
            _ => begun.TrySetResult());
        await begun.Task;
        engine.Dispose();
        engine.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => unfinished);
    }

    [LlamaFact]
    public async Task KeysAndValuesInFewerBitsChangeTheLogitsALittle()
    {
        float[] exact = await LastLogitsAsync(s_bundled, s_options);
        float before = 0;
        foreach (TensorType type in (TensorType[])[TensorType.F16, TensorType.Q8_0, TensorType.Q4_0])
        {
            float[] rounded = await LastLogitsAsync(s_bundled, s_options with { KeyValueType = type });
            float difference = exact.Zip(rounded, (a, b) => MathF.Abs(a - b)).Max();
            Assert.InRange(difference, Math.Max(before, 1e-6f), 5);
            before = difference;
        }
    }

    [LlamaFact]
    public async Task AnAdapterAddsWhatItAddsInTheEmbeddedEngine()
    {
        string path = RepositoryRoot.Combine("models", "baseline-q4_0-lora.gguf");
        float[] plain = await LastLogitsAsync(s_bundled, s_options);
        float[] adapted = await LastLogitsAsync(s_bundled, s_options with { AdapterPath = path });
        await using InferenceEngine embedded =
            InferenceEngine.Load(s_bundled, new EngineOptions { Threads = 1, AdapterPath = path });
        float[] expected = await LastLogitsAsync(embedded);
        float effect = plain.Zip(adapted, (a, b) => MathF.Abs(a - b)).Max();
        Assert.InRange(adapted.Zip(expected, (a, b) => MathF.Abs(a - b)).Max(), 0, effect / 10);
    }

    [LlamaFact]
    public async Task AModelInSeveralFilesIsTheSameModel()
    {
        string[] parts = new SplitGguf { HasUpstreamTypes = true }.Write(s_bundled, _folder.Path, parts: 3);
        Assert.Equal(await LastLogitsAsync(s_bundled, s_options), await LastLogitsAsync(parts[0], s_options));
    }

    private static LlamaEngine Load(string path, LlamaOptions? options = null) =>
        LlamaEngine.Load(path, options ?? s_options, CancellationToken.None);

    private static InferenceEngine Embedded(string path) =>
        InferenceEngine.Load(path, new EngineOptions { Threads = 1 });

    private static async Task<string> DrawAsync(InferenceEngine engine, ulong seed) =>
        (await engine.GenerateAsync(new GenerationRequest
        {
            Prompt = Report,
            MaxTokens = 16,
            IgnoreEndOfText = true,
            Sampling = new SamplingOptions { Temperature = 1.5, TopK = 200, TopP = 0.98, Seed = seed },
        })).Text;

    private static async Task<double> LargestDifferenceAsync(string path)
    {
        await using InferenceEngine llama = Load(path);
        await using InferenceEngine embedded = Embedded(path);
        int[] tokens = [.. Enumerable.Range(0, 120).Select(i => i * 37 % Math.Min(150, embedded.VocabularyLength))];
        List<float[]> mine = await RowsAsync(embedded, tokens);
        List<float[]> theirs = await RowsAsync(llama, tokens);
        Assert.Equal(tokens.Length, theirs.Count);
        return mine.Zip(theirs, (a, b) => a.Zip(b, (x, y) => (double)MathF.Abs(x - y)).Max()).Max();
    }

    private static async Task<double[]> TermsAsync(InferenceEngine engine, int[] prefix, int[] continuation)
    {
        List<float[]> rows = await RowsAsync(engine, [.. prefix, .. continuation]);
        return [.. continuation.Select((token, i) =>
            rows[prefix.Length - 1 + i] is var row ? row[token] - LogSoftmax.Normalizer(row) : 0)];
    }

    private static async Task<float[]> LastLogitsAsync(string path, LlamaOptions options)
    {
        await using InferenceEngine engine = Load(path, options);
        return await LastLogitsAsync(engine);
    }

    private static async Task<float[]> LastLogitsAsync(InferenceEngine engine) =>
        (await RowsAsync(engine, engine.EncodePrompt(Report)))[^1];

    private static async Task<List<float[]>> RowsAsync(InferenceEngine engine, int[] tokens)
    {
        List<float[]> rows = [];
        await engine.ReadLogitsAsync(tokens, 0, (_, row) => rows.Add(row.ToArray()));
        return rows;
    }
}
