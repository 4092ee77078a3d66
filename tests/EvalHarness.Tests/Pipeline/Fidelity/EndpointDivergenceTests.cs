using EvalHarness.Fidelity;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class EndpointDivergenceTests : IDisposable
{
    private const int All = 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly string _candidate;
    private readonly string _text;

    public EndpointDivergenceTests()
    {
        _base = new TinyGguf().WriteTo(_folder.File("base.gguf"));
        _candidate = new TinyGguf { MatrixType = TensorType.Q4_0 }.WriteTo(_folder.File("candidate.gguf"));
        Random random = new(3);
        string[] words = ["the", "and", "hello", "in", "é", "her", "all"];
        _text = _folder.Write("text.txt", string.Join(
            ' ', Enumerable.Range(0, 150).Select(_ => words[random.Next(words.Length)])));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task AServedCandidateOfWhichAllIsKnownGivesTheFiguresOfItsFile(bool namesIds, bool alwaysWrites)
    {
        DivergenceSummary direct = (await Measure(Request())).Summary;
        await using EchoEndpoint server = new(_candidate) { NamesIds = namesIds, AlwaysWrites = alwaysWrites };
        DivergenceResult served = await Measure(Request() with { CandidateEndpoint = At(server), TopTokens = All });
        AssertSame(direct, served.Summary);
        Assert.Equal(direct.Divergence.Mean.Value, served.Summary.Divergence.Mean.Value, 1e-6);
        Assert.Equal(direct.ReverseDivergence.Maximum, served.Summary.ReverseDivergence.Maximum, 1e-5);
        Assert.Equal(1, served.KnownMass!.Candidate, 1e-6);
        Assert.Equal((null, 274), (served.BaseTopTokens, served.CandidateTopTokens));
        Assert.Contains("endpoint", served.NoGreedyReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheBoundRisesWithTheTokensThatAreAskedForAndAllElseIsExact()
    {
        DivergenceSummary direct = (await Measure(Request())).Summary;
        await using EchoEndpoint server = new(_candidate);
        (double Forward, double Reverse, double Mass) before = default;
        foreach (int top in new[] { 1, 2, 4, 8, 16, 64, 200, All })
        {
            DivergenceResult served = await Measure(Request() with { CandidateEndpoint = At(server), TopTokens = top });
            AssertSame(direct, served.Summary);
            (double Forward, double Reverse, double Mass) now = (
                served.Summary.Divergence.Mean.Value,
                served.Summary.ReverseDivergence.Mean.Value,
                served.KnownMass!.Base);
            Assert.InRange(now.Forward, before.Forward - 1e-9, direct.Divergence.Mean.Value + 1e-6);
            Assert.InRange(now.Reverse, before.Reverse - 1e-9, direct.ReverseDivergence.Mean.Value + 1e-6);
            Assert.InRange(now.Mass, before.Mass, 1);
            before = now;
        }

        Assert.InRange(before.Forward, 1e-4, 2);
    }

    [Fact]
    public async Task EveryPairOfFilesAndEndpointsGivesTheSame()
    {
        DivergenceSummary direct = (await Measure(Request())).Summary;
        await using EchoEndpoint first = new(_base);
        await using EchoEndpoint second = new(_candidate);
        string saved = _folder.File("base.logp");
        DivergenceRequest all = Request() with { TopTokens = All };
        DivergenceRequest fromFile = new()
        {
            BasePath = saved,
            CandidatePath = _candidate,
            TopTokens = All,
        };
        List<DivergenceSummary> found =
        [
            (await Measure(all with { BaseEndpoint = At(first), SaveBasePath = saved })).Summary,
            (await Measure(all with
            {
                BaseEndpoint = At(first), CandidateEndpoint = At(second), TokenizerPath = _base,
            })).Summary,
            (await Measure(fromFile)).Summary,
            (await Measure(fromFile with { CandidateEndpoint = At(second) })).Summary,
        ];
        Assert.All(found, summary =>
        {
            AssertSame(direct, summary);
            Assert.Equal(direct.Divergence.Mean.Value, summary.Divergence.Mean.Value, 1e-5);
            Assert.Equal(direct.ReverseDivergence.Mean.Value, summary.ReverseDivergence.Mean.Value, 1e-5);
        });
    }

    [Fact]
    public async Task WhatIsSavedOfAnEndpointIsWhatIsSavedOfItsFile()
    {
        await using EchoEndpoint server = new(_base);
        string fromFile = _folder.File("file.logp");
        string fromServer = _folder.File("server.logp");
        await Measure(Request() with { SaveBasePath = fromFile, TopTokens = 8 });
        await Measure(Request() with { BaseEndpoint = At(server), SaveBasePath = fromServer, TopTokens = 8 });
        using SavedBase expected = SavedBase.Open(fromFile);
        using SavedBase found = SavedBase.Open(fromServer);
        Assert.Equal(expected.Tokens.Texts, found.Tokens.Texts);
        Assert.Equal(expected.Tokens.BeginToken, found.Tokens.BeginToken);
        Assert.Equal(expected.Text.Tokens, found.Text.Tokens);
        for (int i = 0; i < expected.Text.Count * expected.Text.ScoredPerChunk; i++)
        {
            (KnownDistribution one, KnownDistribution other) = (expected.ReadNext(0), found.ReadNext(0));
            Assert.Equal(one.Ids, other.Ids);
            Assert.Equal(one.TokenLogLikelihood, other.TokenLogLikelihood, 1e-5);
            Assert.Equal(Math.Exp(one.RestLogProbability), Math.Exp(other.RestLogProbability), 1e-5);
            Assert.All(one.LogProbabilities.Zip(other.LogProbabilities), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public async Task AnswersThatOvertakeEachOtherAndFailNowAndThenChangeNothing()
    {
        await using EchoEndpoint calm = new(_candidate);
        DivergenceResult expected = await Measure(Request() with { CandidateEndpoint = At(calm) });
        Assert.All(calm.Requests, request => Assert.Contains("\"max_tokens\":0", request.Body, StringComparison.Ordinal));
        int faults = 0;
        await using EchoEndpoint wild = new(_candidate)
        {
            Delay = token => token % 7 * 20,
            Instead = (_, before) => before > 0 ? null : (Interlocked.Increment(ref faults) % 5) switch
            {
                1 => FakeReply.Fault("429") with { Header = "Retry-After: 0.05" },
                2 => FakeReply.Fault("truncated"),
                3 => FakeReply.Fault("reset"),
                4 => FakeReply.Fault("invalid JSON"),
                _ => null,
            },
        };
        List<int> progress = [];
        DivergenceResult found = await DivergenceMeasurement.MeasureAsync(
            Request() with { CandidateEndpoint = At(wild) },
            new Progress(value => progress.Add(value.ChunksDone)),
            CancellationToken.None);
        Assert.Equal(expected.Summary.Divergence.Mean, found.Summary.Divergence.Mean);
        Assert.Equal(expected.Summary.PerplexityCandidate, found.Summary.PerplexityCandidate);
        Assert.Equal(Enumerable.Range(1, expected.Summary.Chunks), progress);
        Assert.InRange(wild.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task TheFirstChunkIsAskedAboutAloneAndThenAsManyAtOnceAsAreAllowed()
    {
        using CountdownEvent together = new(3);
        int asked = 0;
        List<int> beforeTheFirstAnswer = [];
        await using EchoEndpoint server = new(_candidate)
        {
            Instead = (_, _) =>
            {
                int number = Interlocked.Increment(ref asked);
                if (number is > 1 and <= 4)
                {
                    together.Signal();
                    Assert.True(together.Wait(TimeSpan.FromSeconds(60)));
                }
                else if (number == 1)
                {
                    Thread.Sleep(100);
                    beforeTheFirstAnswer.Add(Volatile.Read(ref asked));
                }

                return null;
            },
        };
        await Measure(Request() with { CandidateEndpoint = At(server) });
        Assert.Equal([1], beforeTheFirstAnswer);
        Assert.Equal(3, server.MostAtOnce);
    }

    [Fact]
    public async Task CancellingEndsTheQuestionsAndLeavesNoFile()
    {
        await using EchoEndpoint server = new(_base) { Instead = (_, _) => FakeReply.Fault("hang") };
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(0.3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DivergenceMeasurement.MeasureAsync(
            Request() with { BaseEndpoint = At(server), SaveBasePath = _folder.File("base.logp") },
            new Progress(_ => { }),
            stop.Token));
        Assert.DoesNotContain(
            Directory.GetFiles(_folder.Path), path => path.Contains(".logp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheKeyIsSentAndNeverShown()
    {
        await using EchoEndpoint server = new(_candidate)
        {
            Instead = (_, _) => new() { Status = 401, Body = """{"error":{"message":"wrong key geheim-1"}}""" },
        };
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => Measure(
            Request() with { CandidateEndpoint = At(server) with { ApiKey = "geheim-1" } }));
        Assert.Contains("401: wrong key ${apiKey}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer geheim-1", server.Requests.First().Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelWithOtherTokensIsRefusedWithTheFirstThatDiffers()
    {
        string[] tokens = [.. TinyVocabulary.Bpe.Tokens];
        (tokens[262], tokens[266]) = (tokens[266], tokens[262]);
        string other = new TinyGguf { Vocabulary = TinyVocabulary.Bpe with { Tokens = tokens } }
            .WriteTo(_folder.File("other.gguf"));
        await using EchoEndpoint server = new(other);
        await Refuses(
            Request() with { CandidateEndpoint = At(server) },
            "\" the\" as token", "expected \" and\", the text of the token 266");
    }

    [Fact]
    public async Task WithoutATokenizerOrWithATextTooManyNothingIsAsked()
    {
        await using EchoEndpoint server = new(_base);
        await Refuses(
            Request() with { BaseEndpoint = At(server), CandidateEndpoint = At(server) }, "--tokenizer: no tokenizer");
        string saved = _folder.File("base.logp");
        await Measure(Request() with { SaveBasePath = saved });
        await Refuses(
            new() { BasePath = saved, CandidatePath = "c", CandidateEndpoint = At(server), TextPath = _text }, "--text");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task AnEndpointThatOnlyFailsIsAnErrorOfTheEndpoint()
    {
        await using EchoEndpoint server = new(_base) { Instead = (_, _) => FakeReply.Fault("500") };
        EndpointException error = await Assert.ThrowsAsync<EndpointException>(() => Measure(
            Request() with { CandidateEndpoint = At(server) with { Limits = new() { Attempts = 2 } } }));
        Assert.Contains("500: injected", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    private DivergenceRequest Request() => new()
    {
        BasePath = _base,
        CandidatePath = _candidate,
        TextPath = _text,
        Context = 32,
        Threads = 2,
        GreedyPrompts = 0,
        TopTokens = 20,
    };

    private static DivergenceEndpoint At(EchoEndpoint server) => new()
    {
        Address = server.Address,
        Model = "tiny",
        Limits = new LimitsConfiguration { Concurrency = 3 },
    };

    private static Task<DivergenceResult> Measure(DivergenceRequest request) =>
        DivergenceMeasurement.MeasureAsync(request, new Progress(_ => { }), CancellationToken.None);

    private static async Task Refuses(DivergenceRequest request, params string[] words)
    {
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() => Measure(request));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static void AssertSame(DivergenceSummary expected, DivergenceSummary found)
    {
        Assert.Equal(expected.Tokens, found.Tokens);
        Assert.Equal(expected.PerplexityBase.Value, found.PerplexityBase.Value, 1e-3);
        Assert.Equal(expected.PerplexityCandidate.Value, found.PerplexityCandidate.Value, 1e-3);
        Assert.Equal(expected.LnPerplexityRatio.StandardError!.Value, found.LnPerplexityRatio.StandardError!.Value, 1e-5);
        Assert.Equal(expected.RmsDeltaP.Value, found.RmsDeltaP.Value, 1e-6);
        Assert.Equal(expected.SameTopToken, found.SameTopToken);
    }

    private sealed class Progress(Action<DivergenceProgress> report) : IProgress<DivergenceProgress>
    {
        public void Report(DivergenceProgress value) => report(value);
    }
}
