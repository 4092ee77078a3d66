using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Tests.Testing;

/// <summary>The scripted evaluation with a judge that grades answers from 1 to 5, and labelled texts.</summary>
internal sealed class JudgedEvaluation : IDisposable
{
    /// <summary>A verdict as a judge writes it.</summary>
    public static string Grade(int grade) => $$"""{"reasoning": "Compared with the item.", "verdict": {{grade}}}""";

    /// <summary>Every second sample is judged; the gate is on the judge alone.</summary>
    /// <param name="samples">Samples of the task.</param>
    public JudgedEvaluation(int samples = 40)
    {
        Evaluation = new ScriptedEvaluation(samples);
        WritePrompt("judge.yaml", "Compare the answer with the question.");
        WriteJudge((Wrong, 1), (Right, 5));
        File.WriteAllLines(
            Evaluation.Combine("labels.csv"),
            [
                "id,question,output,grade",
                .. Enumerable.Range(0, Labels).Select(i => string.Create(
                    CultureInfo.InvariantCulture,
                    $"k{i},What is item {i}?,{(i % 2 == 0 ? "answer" : "nothing")} k{i},{(i % 2 == 0 ? 5 : 1)}")),
            ]);
        JsonObject configuration = Evaluation.Configuration;
        configuration["models"]!["critic"] = Scripted("critic.jsonl");
        configuration["judges"] = new JsonObject
        {
            ["local"] = new JsonObject
            {
                ["model"] = "critic",
                ["prompt"] = "judge.yaml",
                ["task"] = "ask",
                ["labels"] = new JsonObject { ["path"] = "labels.csv" },
            },
        };
        configuration["judging"] = new JsonObject
        {
            ["fraction"] = 0.5,
            ["layers"] = new JsonArray(new JsonObject { ["judges"] = new JsonArray("local") }),
        };
        configuration["gates"] =
            new JsonArray(new JsonObject { ["metric"] = "ask/judge:local", ["maxDrop"] = 0.5, ["by"] = "judge" });
    }

    /// <summary>Labelled texts, half of them good: enough to show that a perfect judge is one.</summary>
    public const int Labels = 60;

    /// <summary>How the prompt shows an answer that is right.</summary>
    public const string Right = "Answer: answer";

    /// <summary>How the prompt shows an answer that is wrong, a planted one among them.</summary>
    public const string Wrong = "Answer: nothing";

    /// <summary>The evaluation that is judged.</summary>
    public ScriptedEvaluation Evaluation { get; }

    /// <summary>A section of a scripted model.</summary>
    public static JsonObject Scripted(string file) => new() { ["provider"] = "scripted", ["path"] = file };

    /// <summary>Writes a judge's prompt.</summary>
    public void WritePrompt(string name, string rubric) => File.WriteAllText(Evaluation.Combine(name), $$$"""
        name: judge
        template_format: handlebars
        template: |
          <message role="user">{{{rubric}}}
          Question: {{question}}
          Answer: {{output}}
          Verdict:</message>
        input_variables:
          - name: question
            is_required: true
          - name: output
            is_required: true
        """);

    /// <summary>Writes what the judge's model says to each prompt; anything else gets the worst grade.</summary>
    public void WriteJudge(params (string Contains, int Grade)[] grades) => WriteAnswers(
        "critic.jsonl", [.. grades.Select(grade => (grade.Contains, Grade(grade.Grade))), ("", Grade(1))]);

    /// <summary>Writes a scripted model.</summary>
    public void WriteAnswers(string name, params (string Contains, string Answer)[] answers) => File.WriteAllLines(
        Evaluation.Combine(name),
        answers.Select(answer => JsonSerializer.Serialize(
            new { contains = answer.Contains, answer = answer.Answer })));

    /// <summary>Adds a master in a second layer, which reviews fails and gives full marks.</summary>
    /// <param name="review">What it answers when it reviews.</param>
    public void AddMaster(string review)
    {
        WritePrompt("review.yaml", "Review the verdicts {{verdicts}}.");
        WriteAnswers("senior.jsonl", ("Review", review), ("", Grade(5)));
        JsonObject configuration = Evaluation.Configuration;
        configuration["models"]!["senior"] = Scripted("senior.jsonl");
        JsonObject master = (JsonObject)configuration["judges"]!["local"]!.DeepClone();
        master["model"] = "senior";
        master["review"] = "review.yaml";
        configuration["judges"]!["master"] = master;
        configuration["judging"]!["layers"]!.AsArray().Add(new JsonObject
        {
            ["judges"] = new JsonArray("master"),
            ["escalate"] = new JsonArray("fail"),
        });
    }

    /// <summary>Runs a command and reads what it prints.</summary>
    public async Task<(CommandResult Result, JsonNode Report)> RunAsync(params string[] words)
    {
        CommandResult result = await Evaluation.RunAsync([.. words, "--json"]);
        Assert.True(result.Output.Length > 0, result.Error);
        return (result, JsonNode.Parse(result.Output)!);
    }

    public void Dispose() => Evaluation.Dispose();
}
