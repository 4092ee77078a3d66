using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed partial class JudgeKindRunTests
{
    [Fact]
    public async Task PairsAreJudgedInBothOrdersAndTheNetPreferenceIsGated()
    {
        await using FakeEndpoint endpoint = new((body, _) => Prefer(body, first => first));
        using JudgedEvaluation evaluation = Pairwise(endpoint);
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Failed, report["gates"]!.ToJsonString());
        JsonNode worse = report["gates"]!.AsArray().First(gate => (string)gate!["candidate"]! == "worse")!;
        Assert.Equal("fail", (string)worse["outcome"]!);
        JsonNode judge = report["judges"]!["local"]!;
        Assert.Equal(0, (int)judge["flips"]!["hits"]!);
        Assert.Equal((int)judge["identical_ties"]!["items"]!, (int)judge["identical_ties"]!["hits"]!);
    }

    [Fact]
    public async Task AJudgeThatFollowsTheOrderDecidesNothing()
    {
        await using FakeEndpoint endpoint = new((body, _) => Prefer(body, _ => "A"));
        using JudgedEvaluation evaluation = Pairwise(endpoint);
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Inconclusive, result.Error);
        Assert.Contains(
            report["judges"]!["local"]!["shortfalls"]!.AsArray(),
            shortfall => ((string)shortfall!).Contains("flip with the order", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RandomLabelsOfItsOutputsCorrectAJudgesMeansByPredictionPoweredInference()
    {
        using JudgedEvaluation evaluation = new(samples: 200);
        JsonObject judge = (JsonObject)evaluation.Evaluation.Configuration["judges"]!["local"]!;
        judge["labels"] = new JsonObject { ["path"] = "random.csv", ["drawn"] = "random" };

        // People graded every third sample of both models; the judge agrees but for a little.
        File.WriteAllLines(
            evaluation.Evaluation.Combine("random.csv"),
            ["id,output,grade", .. Enumerable.Range(0, 66).Select(i => i * 3).SelectMany(Graded)]);
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Failed, result.Error);
        JsonNode worse = report["gates"]!.AsArray().First(gate => (string)gate!["candidate"]! == "worse")!;
        Assert.Equal(("fail", "judge"), ((string)worse["outcome"]!, (string)worse["by"]!));
        JsonNode mean = report["judges"]!["local"]!["corrected"]!.AsArray().First(row =>
            (string)row!["model"]! == "worse" && (string)row["quantity"]! == "mean_grade")!;
        Assert.Contains("PPI++", (string)mean["method"]!, StringComparison.Ordinal);
        Assert.Equal("random", (string)report["judges"]!["local"]!["labels_drawn"]!);

        static IEnumerable<string> Graded(int i)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"q{i:000},{(i % 10 == 3 ? "nothing" : "answer")} {i:000},{(i % 10 == 3 ? 1 : 5)}");
            if (i % 2 == 0 && i % 10 != 3)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"q{i:000},nothing {i:000},{(i % 4 == 0 ? 1 : 2)}");
            }
        }
    }

    private static JudgedEvaluation Pairwise(FakeEndpoint endpoint)
    {
        JudgedEvaluation evaluation = new(samples: 60);
        File.WriteAllText(evaluation.Evaluation.Combine("judge.yaml"), """
            name: judge
            template_format: handlebars
            template: |
              <message role="user">Question: {{question}}
              A: {{a}}
              B: {{b}}
              Better:</message>
            input_variables:
              - name: question
                is_required: true
              - name: a
                is_required: true
              - name: b
                is_required: true
            """);
        File.WriteAllLines(
            evaluation.Evaluation.Combine("labels.csv"),
            [
                "id,question,candidate,baseline,grade",
                .. Enumerable.Range(0, 90).Select(i => (i % 3) switch
                {
                    0 => $"k{i},What?,answer k{i},nothing k{i},candidate",
                    1 => $"k{i},What?,nothing k{i},answer k{i},baseline",
                    _ => $"k{i},What?,answer k{i},answer also k{i},tie",
                }),
            ]);
        JsonObject configuration = evaluation.Evaluation.Configuration;
        configuration["judges"]!["local"]!["kind"] = "pairwise";
        configuration["judging"]!["fraction"] = 1.0;
        configuration["gates"]![0]!["maxDrop"] = 0.2;
        configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.Address.ToString(),
            ["model"] = "critic",
        };
        return evaluation;
    }

    private static FakeReply Prefer(string body, Func<string, string> decide)
    {
        bool first = Side(body, "A");
        bool second = Side(body, "B");
        string better = first == second ? "tie" : first ? "A" : "B";
        return FakeReply.Answer($$"""{"reasoning": "Compared.", "verdict": "{{decide(better)}}"}""");
    }

    private static bool Side(string body, string side) =>
        Sides().Matches(body).Any(match => match.Groups[1].Value == side && match.Groups[2].Value == "answer");

    [GeneratedRegex(@"\\n([AB]): (answer|nothing)")]
    private static partial Regex Sides();
}
