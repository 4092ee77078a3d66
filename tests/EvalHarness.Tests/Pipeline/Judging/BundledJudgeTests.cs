using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;
using Xunit.Abstractions;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class BundledJudgeTests(ITestOutputHelper output)
{
    // Enough to see a judge that has gone wrong; the whole file takes the engine a while.
    private const int Items = 20;
    private const int WeighedItems = 6;

    [Fact]
    public async Task TheBundledJudgeAgreesWithTheKnownGrades()
    {
        using GgufChatClient client = GgufModels.Load(RepositoryRoot.Combine("models", "judge.gguf"));
        VerdictMenu menu = VerdictMenu.Range(1, 5);
        RubricJudge judge = new(
            "bundled", client, PromptTemplate.Load(RepositoryRoot.Combine("prompts", "judge-summary.yaml")), "summary",
            menu);
        List<Sample> samples = await ReadAsync();
        Verdict[] verdicts = await Task.WhenAll(samples.Take(Items).Select(sample =>
            judge.JudgeAsync(RequestOf(sample), CancellationToken.None)));
        JudgeReliability found = JudgeReliability.From(
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

    [Fact]
    public async Task TheBundledJudgesGradesCanBeWeighed()
    {
        using GgufChatClient client = GgufModels.Load(RepositoryRoot.Combine("models", "judge.gguf"));
        PromptTemplate prompt = PromptTemplate.Load(RepositoryRoot.Combine("prompts", "judge-summary.yaml"));
        RubricJudge plain = new("bundled", client, prompt, "summary", VerdictMenu.Range(1, 5));
        RubricJudge weighing = new("bundled", client, prompt, "summary", VerdictMenu.Range(1, 5))
        {
            IsWeighted = true,
        };
        JudgingRequest[] requests = [.. (await ReadAsync()).Take(WeighedItems).Select(RequestOf)];
        Verdict[] verdicts = await Task.WhenAll(requests.Select(request => plain.JudgeAsync(request, default)));
        Verdict[] weighted = await Task.WhenAll(requests.Select(request => weighing.JudgeAsync(request, default)));
        foreach ((Verdict verdict, Verdict weighed) in verdicts.Zip(weighted))
        {
            output.WriteLine(FormattableString.Invariant(
                $"{verdict.Score} {weighed.Score} ± {weighed.Deviation}, mass {weighed.Mass} {weighed.Message}"));
            Assert.NotNull(weighed.Score);
            Assert.InRange(weighed.Mass!.Value, 0.9, 1);
            Assert.InRange(weighed.Score.Value, verdict.Score!.Value - 1, verdict.Score.Value + 1);
        }
    }

    private static async Task<List<Sample>> ReadAsync()
    {
        List<Sample> samples = [];
        await foreach (Sample sample in DatasetReaders.Open(
            RepositoryRoot.Combine("datasets", "judge-labels.csv"), new DatasetMapping { Target = "gold" },
            BadSamplePolicy.Stop).ReadAsync(default))
        {
            samples.Add(sample);
        }

        return samples;
    }

    private static JudgingRequest RequestOf(Sample sample) => new(
        sample.Id, "written", new Dictionary<string, string> { ["report"] = sample.Fields["report"] },
        sample.Fields["summary"]);
}
