using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>The ready task files of mathematics on rows of the published shape.</summary>
public sealed class MathTaskRunTests : IDisposable
{
    private const string Rows = """
        {"problem": "Half of one?", "level": "Level 1", "type": "Algebra", "solution": "$\\boxed{\\frac{1}{2}}$."}
        {"problem": "Root of eight?", "level": "Level 5", "type": "Algebra", "solution": "$\\boxed{2\\sqrt{2}}$."}
        {"problem": "Two and two?", "level": "Level 1", "type": "Algebra", "solution": "$\\boxed{5}$; $\\boxed{4}$."}
        {"problem": "Sides of a cube?", "level": "Level 1", "type": "Geometry", "solution": "It has $\\boxed 6$."}
        """;

    private const string Shots = """
        {"problem": "One and one?", "level": "Level 1", "type": "Algebra", "solution": "It is $\\boxed{2}$."}
        {"problem": "Two less one?", "level": "Level 1", "type": "Algebra", "solution": "$\\boxed{1\\text{ cm}}$."}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnswersAreFoundAndComparedAsMathematics()
    {
        const string Half = @" Divide.\nThe final answer is $0.5$. I hope it is correct.\n\nProblem:\n$\\boxed{9}$";
        _folder.Write("script.jsonl", $$$"""
            {"contains": "Half of one?\n\nSolution:", "answer": "{{{Half}}}"}
            {"contains": "Root of eight?\n\nSolution:", "answer": " It is $\\boxed{\\sqrt{8}}$."}
            {"contains": "Two and two?\n\nSolution:", "answer": " The final answer is $5$. I hope it is correct."}
            {"contains": "", "answer": "6"}
            """);

        // Two of four: the last output holds its answer in no form that the task asks for.
        const string Examples = """, "fewShotDataset": "shots.jsonl", "numFewShot": 2""";
        Assert.Equal(0.5, await MeanOfAsync("minerva_math", "math_equal,final-answer", Rows, Examples), 12);
    }

    [Fact]
    public async Task AnswersStandInABoxBetweenDollarsOrAlone()
    {
        const string Lines = """

            {"problem": "Which line?", "level": "Level 2", "type": "Algebra", "solution": "$\\boxed{x-y=7}$."}
            {"problem": "Another line?", "level": "Level 2", "type": "Algebra", "solution": "$\\boxed{2x+3y=7}$."}
            """;
        _folder.Write("script.jsonl", """
            {"contains": "line", "answer": "$$x - y = 7$$"}
            {"contains": "Half of one?", "answer": " $x=3$, so \\boxed{1/2} it is."}
            {"contains": "Root of eight?", "answer": " It is $\\sqrt8$"}
            {"contains": "Two and two?", "answer": " It is $2$ and $2$"}
            {"contains": "", "answer": " 6"}
            """);

        // Four of six: "2$ and $2" is no answer, and the other line is not this one.
        Assert.Equal(4.0 / 6, await MeanOfAsync("hendrycks_math", "math_equal,boxed-or-dollars", Rows + Lines, ""), 12);
    }

    [Fact]
    public async Task ExamplesEndInTheSentenceThatIsLookedFor()
    {
        TaskFile task = TaskFileReader.ReadTask(RepositoryRoot.Combine("tasks", "minerva_math.yaml"));
        TaskData data = new()
        {
            Dataset = _folder.Write("rows.jsonl", Rows),
            FewShotDataset = _folder.Write("shots.jsonl", Shots),
            Shots = 2,
        };

        DocumentRequests asked = (await TaskCase.AskAsync(task, data))[0];

        string context = asked.Requests[0].Prompt!.ToText();
        Assert.Contains(
            "Problem:\nTwo less one?\n\nSolution: $\\boxed{1\\text{ cm}}$.\n"
            + "Final Answer: The final answer is $1\\text{ cm}$. I hope it is correct.\n\nProblem:\n",
            context, StringComparison.Ordinal);
        Assert.EndsWith("\n\nProblem:\nHalf of one?\n\nSolution:", context, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASolutionWithoutABoxIsNamedByItsRow()
    {
        TaskFile task = TaskFileReader.ReadTask(RepositoryRoot.Combine("tasks", "hendrycks_math.yaml"));
        TaskData data = new()
        {
            Dataset = _folder.Write("rows.jsonl", Rows + "\n{\"problem\": \"Why?\", \"solution\": \"Because.\"}\n"),
        };

        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => TaskCase.AskAsync(task, data));

        Assert.EndsWith("rows.jsonl:5", refused.Errors[0].Location, StringComparison.Ordinal);
        Assert.Contains("\"solution\" holds no \\boxed answer", refused.Errors[0].Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minerva_math_algebra", "tasks/minerva_math.yaml")]
    [InlineData("leaderboard_math_geometry_hard", "tasks/minerva_math.yaml")]
    [InlineData("hendrycks_math_precalc", "tasks/hendrycks_math.yaml")]
    [InlineData("hendrycks_math500", "tasks/hendrycks_math.yaml")]
    [InlineData("aime25", "tasks/aime.yaml")]
    public void PythonOfTheseTasksIsAnsweredWithTheReadyFile(string name, string file)
    {
        string yaml = $"task: {name}\ndoc_to_text: q\ndoc_to_target: a\nprocess_results: !function utils.results\n";
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => TaskCase.Read(_folder, yaml));

        Assert.Contains(file, refused.Errors[0].Fix, StringComparison.Ordinal);
    }

    private async Task<double> MeanOfAsync(string task, string metric, string rows, string shots)
    {
        File.Copy(RepositoryRoot.Combine("tasks", task + ".yaml"), _folder.File("task.yaml"));
        _folder.Write("rows.jsonl", rows);
        _folder.Write("shots.jsonl", Shots);
        string configuration = _folder.Write("eval.config.json", $$"""
            {
              "name": "math",
              "models": {
                "base": { "provider": "scripted", "path": "script.jsonl" },
                "same": { "provider": "scripted", "path": "script.jsonl" }
              },
              "baseline": "base",
              "candidates": ["same"],
              "tasks": { "math": { "file": "task.yaml", "dataset": "rows.jsonl"{{shots}} } },
              "gates": [{ "metric": "math/{{metric}}", "maxDrop": 0.5 }]
            }
            """);
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["run", "--config", configuration, "--json", "--quiet"], new Terminal(output, error),
            CancellationToken.None);
        Assert.True(code is ExitCode.Passed or ExitCode.Inconclusive, error.ToString());
        return JsonElement.Parse(output.ToString()).GetProperty("metrics").EnumerateArray()
            .First(entry => entry.GetProperty("metric").GetString() == $"math/{metric}")
            .GetProperty("mean").GetDouble();
    }
}
