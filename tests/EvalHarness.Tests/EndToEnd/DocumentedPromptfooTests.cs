using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>The evaluation of <c>docs/coming-from-promptfoo.md</c>, run as it stands there.</summary>
public sealed partial class DocumentedPromptfooTests
{
    private static readonly string s_page =
        File.ReadAllText(RepositoryRoot.Combine("docs", "coming-from-promptfoo.md"));

    [Fact]
    public async Task TheDocumentedConfigurationGivesTheDocumentedNumbers()
    {
        await using FakeEndpoint endpoint = new((body, _) => FakeReply.Answer(Answer(body)));
        using TemporaryFolder folder = new();
        folder.Write("eval.config.json", Block().Match(s_page).Groups[1].Value.Replace(
            "http://127.0.0.1:18090/v1", endpoint.Address.ToString(), StringComparison.Ordinal));
        foreach (Match file in Named().Matches(s_page).Where(file => file.Groups[1].Value != "promptfooconfig.yaml"))
        {
            folder.Write(file.Groups[1].Value, file.Groups[2].Value);
        }

        folder.Write("sums.csv", "id,question,target\n" + string.Concat(Enumerable.Range(1, 100).Select(a =>
            string.Create(CultureInfo.InvariantCulture, $"{a},What is {a} plus {3 * a - 1}?,{4 * a - 1}\n"))));
        using CliProcess run = CliProcess.Start(folder.Path, "run", "--json");
        (int code, string output, string error) = await run.WaitAsync();
        Assert.True(code == 1, error);
        JsonNode report = JsonNode.Parse(output)!;
        Dictionary<string, JsonNode> gates = report["gates"]!.AsArray()
            .ToDictionary(gate => (string)gate!["metric"]!, gate => gate!);
        foreach (JsonNode? found in report["comparisons"]!.AsArray())
        {
            string metric = (string)found!["metric"]!;
            string[] row = s_page.Split('\n')
                .First(line => line.Contains($"| `{metric["sums/".Length..]}` |", StringComparison.Ordinal))
                .Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal([Hundred(found["baseline_mean"]!), Hundred(found["candidate_mean"]!)], row[3..5]);
            Assert.StartsWith(Signed(found["delta"]!), row[5], StringComparison.Ordinal);
            if (gates.TryGetValue(metric, out JsonNode? gate))
            {
                Assert.Equal(
                    $"{Signed(gate["delta"]!)} [{Signed(gate["low"]!)}, {Signed(gate["high"]!)}]: {gate["outcome"]}",
                    row[5]);
            }
        }

        Assert.Contains(
            s_page.Split('"').Single(part => part.StartsWith("The drop is", StringComparison.Ordinal)),
            (string)gates["sums/exact_match"]["reason"]!, StringComparison.Ordinal);
        Assert.Equal(146, endpoint.Requests.Count(request => Model(request.Body) == "judge"));
    }

    // The answers as the page describes them: 5 wrong of both, 10 wrong and 20 in words of the candidate.
    private static string Answer(string body)
    {
        string text = (string)JsonNode.Parse(body)!["messages"]![0]!["content"]!;
        if (Model(body) == "judge")
        {
            Match asked = Asked().Match(text);
            bool isRight = Number().Matches(asked.Groups[2].Value).Any(found => found.Value == asked.Groups[1].Value);
            return JsonSerializer.Serialize(new { reasoning = "counted", verdict = isRight ? "pass" : "fail" });
        }

        int[] numbers =
            [.. Number().Matches(text).Select(found => int.Parse(found.Value, CultureInfo.InvariantCulture))];
        int place = numbers[0] - 1;
        int sum = numbers[0] + numbers[1];
        bool isCandidate = Model(body) == "quant";
        bool isWrong = place % 20 == 7 || (isCandidate && place % 10 == 3);
        return isCandidate && place % 5 == 1 ? $"It is {sum}." : $"{(isWrong ? sum + 1 : sum)}";
    }

    private static string Model(string body) => (string)JsonNode.Parse(body)!["model"]!;

    private static string Hundred(JsonNode mean) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)mean * 100:0} of 100");

    private static string Signed(JsonNode change) => ((double)change).ToString("0.00", CultureInfo.InvariantCulture)
        .Replace('-', '−');

    [GeneratedRegex("^```jsonc\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("^```yaml\n# ([a-z.]+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Named();

    [GeneratedRegex("the number ([0-9]+).*?Answer:(.*)Reply", RegexOptions.Singleline)]
    private static partial Regex Asked();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
