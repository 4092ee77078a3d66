using EvalHarness.Inference.Engine;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>Questions with choices, as in MMLU, put to a real chat model behind the same examples.</summary>
public sealed class LlamaSharedQuestionsTests
{
    // Measured with this file's types on AVX2: 0. A processor whose kernels round batches in other ways may turn last
    // bits into tenths of a nat, as activations are rounded to 8 bits: see docs/llama-cpp.md.
    private const double Tolerance = 0.3;

    private static readonly LlamaOptions s_options = new() { Threads = 1, Sequences = 2, ContextLength = 512 };

    private static readonly string s_examples =
        "The following are multiple choice questions (with answers) about geography.\n\n"
        + Ask("Which of these rivers flows through Paris, the capital of France?", "Danube", "Seine", "Rhine", "Ebro")
        + " B\n\n"
        + Ask("Which of these countries has no coast?", "Norway", "Portugal", "Austria", "Greece") + " C\n\n";

    private static readonly string[] s_questions =
    [
        Ask("On which continent does the Sahara lie?", "Asia", "Africa", "Europe", "Australia"),
        Ask("Which of these is the capital of Japan?", "Kyoto", "Osaka", "Tokyo", "Nagoya"),
        Ask("Which ocean lies between Europe and America?", "Pacific", "Indian", "Arctic", "Atlantic"),
    ];

    [LlamaModelFact]
    public async Task TheOrderOfQuestionsChangesNoValueAndTheirExamplesAreEvaluatedOnce()
    {
        await using LlamaEngine forward = Load();
        List<double[]> values = [];
        foreach (string question in s_questions)
        {
            values.Add(await ScoreAsync(forward, question));
        }

        await using LlamaEngine backward = Load();
        for (int i = s_questions.Length - 1; i >= 0; i--)
        {
            Assert.Equal(values[i], await ScoreAsync(backward, s_questions[i]));
        }

        int[][] prompts = [.. s_questions.Select(question => forward.EncodePrompt(s_examples + question))];
        int common = prompts[1..].Min(prompt => prompts[0].AsSpan().CommonPrefixLength(prompt));
        int shared = common / s_options.PieceTokens * s_options.PieceTokens;
        Assert.InRange(shared, s_options.PieceTokens, common);
        Assert.Equal(prompts.Sum(prompt => prompt.Length) - (2 * shared), forward.EvaluatedTokens);
        Assert.Equal(forward.EvaluatedTokens, backward.EvaluatedTokens);
    }

    [LlamaModelFact]
    public async Task ChoicesHaveTheValuesOfTheirEvaluationOneByOne()
    {
        await using LlamaEngine engine = Load();
        int[] prefix = engine.EncodePrompt(s_examples + s_questions[1]);
        int[][] choices =
            [.. ((string[])[" A", " C", " C. Tokyo", " the city of Kyoto"]).Select(engine.EncodeContinuation)];
        IReadOnlyList<ContinuationScore> together = await engine.ScoreAsync(prefix, choices);
        await using LlamaEngine other = Load();
        for (int i = choices.Length - 1; i >= 0; i--)
        {
            ContinuationScore alone = Assert.Single(await other.ScoreAsync(prefix, [choices[i]]));
            Assert.Equal(alone.TokenLogLikelihoods, together[i].TokenLogLikelihoods);
            Assert.Equal(alone.IsGreedy, together[i].IsGreedy);
        }

        foreach (int i in (int[])[1, 3])
        {
            double[] whole = await LlamaWholeSequence.ScoreAsync(other, prefix, choices[i]);
            Assert.Equal(whole.Sum(), together[i].LogLikelihood, Tolerance);
        }
    }

    private static string Ask(string question, params string[] choices) =>
        $"{question}\nA. {choices[0]}\nB. {choices[1]}\nC. {choices[2]}\nD. {choices[3]}\nAnswer:";

    private static LlamaEngine Load() =>
        LlamaEngine.Load(SharedFixtures.ChatModel, s_options, CancellationToken.None);

    private static async Task<double[]> ScoreAsync(LlamaEngine engine, string question)
    {
        int[][] choices = [.. ((string[])[" A", " B", " C", " D"]).Select(engine.EncodeContinuation)];
        Assert.All(choices, choice => Assert.Single(choice));
        IReadOnlyList<ContinuationScore> scores =
            await engine.ScoreAsync(engine.EncodePrompt(s_examples + question), choices);
        return [.. scores.Select(score => score.LogLikelihood)];
    }
}
