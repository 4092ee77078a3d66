using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>
/// Prompts that begin alike share what is evaluated of them, in whole pieces. Values are compared bit for bit with
/// those of an engine that was asked nothing before.
/// </summary>
public sealed class LlamaSharedPromptTests : IDisposable
{
    private const string Report = "On Monday a truck hit a wall in the town. Two people were hurt. ";

    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");
    private static readonly LlamaOptions s_options = new() { Threads = 1, Sequences = 2 };
    private static readonly string s_examples = string.Concat(Enumerable.Repeat(Report, 7));
    private static readonly string[] s_questions =
        ["Where was it?", "Who was hurt, and on what day was that?", "On what day?", "What did the truck hit?"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public async Task WhatWasAskedBeforeChangesNoBit()
    {
        List<double[]> expected = [];
        foreach (string question in s_questions)
        {
            await using LlamaEngine unused = Load(s_bundled);
            expected.Add(await ScoreAsync(unused, question));
        }

        await using LlamaEngine engine = Load(s_bundled);
        for (int i = s_questions.Length - 1; i >= 0; i--)
        {
            Assert.Equal(expected[i], await ScoreAsync(engine, s_questions[i]));
        }

        double[][] together = await Task.WhenAll(s_questions.Select(question => ScoreAsync(engine, question)));
        Assert.Equal(expected, together);
    }

    [LlamaFact]
    public async Task TheBeginningThatQuestionsShareIsEvaluatedOnce()
    {
        await using LlamaEngine engine = Load(s_bundled);
        int whole = 2 * s_options.PieceTokens;
        Assert.InRange(engine.EncodePrompt(s_examples).Length, whole, whole + s_options.PieceTokens - 1);
        long before = 0;
        foreach ((int i, string question) in s_questions.Index())
        {
            int length = engine.EncodePrompt(s_examples + question).Length;
            await engine.ScoreAsync(engine.EncodePrompt(s_examples + question), [[5], [6], [7], [8]]);
            Assert.Equal(i == 0 ? length : length - whole, engine.EvaluatedTokens - before);
            before = engine.EvaluatedTokens;
        }
    }

    /// <summary>129 tokens are evaluated as 64, 63 and 2; of a longer prompt, the second piece has 64.</summary>
    [LlamaFact]
    public async Task AnEndThatWasCutOtherwiseIsEvaluatedAgain()
    {
        await using LlamaEngine engine = Load(s_bundled);
        int[] prompt = [.. engine.EncodePrompt(s_examples).Take(150)];
        Assert.Equal((150, 64), (prompt.Length, s_options.PieceTokens));
        await engine.ScoreAsync(prompt[..129], [[5]]);
        Assert.Equal(129, engine.EvaluatedTokens);
        await engine.ScoreAsync(prompt, [[5]]);
        Assert.Equal(129 + 150 - 64, engine.EvaluatedTokens);
    }

    [LlamaFact]
    public async Task AChoiceHasTheSameValueAloneAndBesideOthers()
    {
        await using LlamaEngine engine = Load(s_bundled);
        int[] prefix = engine.EncodePrompt(s_examples + s_questions[0]);
        int[][] choices = [.. Choices(engine)];
        IReadOnlyList<ContinuationScore> together = await engine.ScoreAsync(prefix, choices);
        long shared = engine.EvaluatedTokens;
        foreach ((int i, int[] choice) in choices.Index().Reverse())
        {
            await using LlamaEngine unused = Load(s_bundled);
            ContinuationScore alone = Assert.Single(await unused.ScoreAsync(prefix, [choice]));
            Assert.Equal(alone.TokenLogLikelihoods, together[i].TokenLogLikelihoods);
        }

        // The prompt once, and for a choice of several tokens those that are fed, behind the prompt's last one.
        Assert.Equal(
            prefix.Length + choices.Where(choice => choice.Length > 1).Sum(choice => choice.Length), shared);
    }

    [LlamaFact]
    public async Task AnswersWrittenInBetweenLeaveWhatIsSharedAndDoNotDependOnIt()
    {
        GenerationRequest other = new()
        {
            Prompt = "The fire began",
            MaxTokens = 8,
            IgnoreEndOfText = true,
            TopLogProbabilities = 1,
        };
        await using LlamaEngine writing = Load(s_bundled);
        GenerationResult alone = await writing.GenerateAsync(other);
        await using LlamaEngine unused = Load(s_bundled);
        double[] expected = await ScoreAsync(unused, s_questions[1]);
        await using LlamaEngine engine = Load(s_bundled);
        await ScoreAsync(engine, s_questions[0]);
        GenerationResult answer = await engine.GenerateAsync(other);
        Assert.Equal(alone.Tokens, answer.Tokens);
        Assert.Equal(
            alone.LogProbabilities!.Select(token => token.LogProbability),
            answer.LogProbabilities!.Select(token => token.LogProbability));
        long before = engine.EvaluatedTokens;
        Assert.Equal(expected, await ScoreAsync(engine, s_questions[1]));
        Assert.Equal(unused.EvaluatedTokens - (2 * s_options.PieceTokens), engine.EvaluatedTokens - before);
        GenerationResult again = await engine.GenerateAsync(other with { Prompt = s_examples + s_questions[2] });
        Assert.Equal(2 * s_options.PieceTokens, again.ReusedPromptTokens);
    }

    [LlamaFact]
    public async Task APromptThatFillsTheContextLeavesRoomForTheRowsOfOthers()
    {
        LlamaOptions options = s_options with { ContextLength = 256 };
        await using LlamaEngine engine = Load(s_bundled, options);
        int[] full = [.. engine.EncodePrompt(string.Concat(Enumerable.Repeat(s_examples, 3))).Take(256)];
        Assert.Equal(256, full.Length);
        IReadOnlyList<ContinuationScore> first = await engine.ScoreAsync(full, [[5]]);
        GenerationRequest other = new() { Prompt = "The fire began", MaxTokens = 8, IgnoreEndOfText = true };
        Assert.Equal(8, (await engine.GenerateAsync(other)).Tokens.Count);
        Assert.Equal(first[0].LogLikelihood, (await engine.ScoreAsync(full, [[5]]))[0].LogLikelihood);
    }

    /// <summary>Of a prompt whose last piece would be a single token, or an answer that goes on by one.</summary>
    [LlamaFact]
    public async Task TheNumberOfThreadsChangesNoBit()
    {
        List<double[]> found = [];
        foreach (int threads in (int[])[1, 2, 3])
        {
            await using LlamaEngine engine = Load(s_bundled, s_options with { Threads = threads });
            int[] prefix = [.. engine.EncodePrompt(s_examples + s_examples).Take((5 * 64) + 1)];
            Assert.Equal(321, prefix.Length);
            IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(prefix, [[5], [6, 7], [8, 9, 10]]);
            found.Add([.. scores.SelectMany(score => score.TokenLogLikelihoods)]);
        }

        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[0], found[2]);
    }

    /// <summary>A state cannot be cut back to an earlier token, and a window may have lost the first ones.</summary>
    [LlamaFact]
    public async Task ModelsWithAnotherMemoryGiveTheSameValuesWhateverWasAskedBefore()
    {
        foreach (string architecture in TinyMemoryGguf.Architectures)
        {
            string path = TinyMemoryGguf.Write(architecture, _folder.File(architecture + ".gguf"));
            await using LlamaEngine engine = Load(path);
            List<double[]> found = [];
            foreach (string question in s_questions.Reverse())
            {
                found.Insert(0, await ScoreAsync(engine, question));
                await engine.GenerateAsync(
                    new GenerationRequest { Prompt = s_examples, MaxTokens = 2, IgnoreEndOfText = true });
            }

            foreach ((int i, string question) in s_questions.Index())
            {
                await using LlamaEngine unused = Load(path);
                Assert.Equal(await ScoreAsync(unused, question), found[i]);
            }
        }
    }

    [LlamaFact]
    public async Task LogLikelihoodsOfAnotherMemoryAreThoseOfTheWholeSequence()
    {
        foreach (string architecture in TinyMemoryGguf.Architectures)
        {
            string path = TinyMemoryGguf.Write(architecture, _folder.File(architecture + ".gguf"));
            await using LlamaEngine engine = Load(path, s_options with { KeyValueType = TensorType.F32 });
            int[] prefix = engine.EncodePrompt(s_examples + s_questions[0]);
            int[][] choices = [[5, 6, 7], [6, 5], [9]];
            IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(prefix, choices);
            foreach ((int i, int[] choice) in choices.Index())
            {
                double[] expected = await LlamaWholeSequence.ScoreAsync(engine, prefix, choice);
                Assert.All(
                    expected.Zip(scores[i].TokenLogLikelihoods),
                    term => Assert.Equal(term.First, term.Second, 1e-4));
            }
        }
    }

    private static LlamaEngine Load(string path, LlamaOptions? options = null) =>
        LlamaEngine.Load(path, options ?? s_options, CancellationToken.None);

    private static async Task<double[]> ScoreAsync(LlamaEngine engine, string question)
    {
        int[] prefix = engine.EncodePrompt(s_examples + question);
        IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(prefix, [.. Choices(engine)]);
        return [.. scores.SelectMany(score => score.TokenLogLikelihoods)];
    }

    private static IEnumerable<int[]> Choices(LlamaEngine engine) =>
        ((string[])[" in the town", " no", " on Monday, when it was dark", " A"]).Select(engine.EncodeContinuation);
}
