using System.Globalization;
using EvalHarness.Inference;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Xunit.Abstractions;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class BundledJudgeTests(ITestOutputHelper output)
{
    // Enough to see a judge that has gone wrong; the whole file takes the engine a while.
    private const int Items = 20;

    [Fact]
    public async Task TheBundledJudgeAgreesWithTheKnownGrades()
    {
        using GgufChatClient client = new(
            "judge", InferenceEngine.Load(RepositoryRoot.Combine("models", "judge.gguf")));
        VerdictMenu menu = VerdictMenu.Range(1, 5);
        RubricJudge judge = new(
            "bundled", client, PromptTemplate.Load(RepositoryRoot.Combine("prompts", "judge-summary.yaml")), "summary",
            menu);
        List<Sample> samples = [];
        await foreach (Sample sample in DatasetReaders.Open(
            RepositoryRoot.Combine("datasets", "judge-labels.csv"), new DatasetMapping { Target = "gold" },
            BadSamplePolicy.Stop).ReadAsync(default))
        {
            samples.Add(sample);
        }

        Verdict[] verdicts = await Task.WhenAll(samples.Take(Items).Select(sample => judge.JudgeAsync(
            new JudgingRequest(
                sample.Id, "written", new Dictionary<string, string> { ["report"] = sample.Fields["report"] },
                sample.Fields["summary"]),
            CancellationToken.None)));
        JudgeReliability found = JudgeReliability.Of(
            [
                .. verdicts.Select((verdict, i) =>
                    (double.Parse(samples[i].Targets[0], CultureInfo.InvariantCulture), verdict)),
            ],
            menu,
            passFrom: 4);
        output.WriteLine(FormattableString.Invariant(
            $"{found.Kappa} {found.Kappa?.Interval()} {found.TruePositives} {found.TrueNegatives} ")
            + FormattableString.Invariant($"{found.FailureRate} calls {found.Calls} tokens {found.Tokens}"));
        Assert.Equal(Items, found.Items);
        Assert.True(found.Kappa!.Value.Kappa > 0.6, found.ToString());
        Assert.True(found.FailureRate <= 0.1, found.ToString());
    }
}
