using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>Prompts, a guide and examples of judges.</summary>
internal sealed class JudgeFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public JudgeFiles()
    {
        Prompt(
            "p.yaml",
            "{{report}} {{output}}{{#if guide}} Guide: {{guide}}{{/if}}{{#if chainOfThought}} Why?{{/if}}");
        Prompt("pair.yaml", "{{report}} {{a}} {{b}}");
        Prompt("review.yaml", "{{report}} {{output}} {{verdicts}}");
        System.IO.File.WriteAllText(_folder.File("guide.txt"), "Mind the numbers.\nAnd the days.\n");
        System.IO.File.WriteAllText(
            _folder.File("examples.jsonl"),
            """
            {"id": "e1", "group": "g", "report": "A fire.", "output": "A flood.", "verdict": 1, "reasoning": "wrong"}
            {"id": "e2", "report": "A storm.", "output": "A storm.", "verdict": "5", "reasoning": "right"}
            """);
    }

    public void Dispose() => _folder.Dispose();

    public string File(string name) => _folder.File(name);

    public static Task<JudgeDefinition> ReadAsync(JudgeConfiguration configuration) => new JudgeDefinitionReader(
        "judge", configuration, "eval.config.json: $.judges.judge").ReadAsync(CancellationToken.None);

    public void Prompt(string file, string user, string? temperature = null) => System.IO.File.WriteAllText(
        _folder.File(file),
        $"""
        name: judge
        template_format: handlebars
        template: |
          <message role="user">{user}</message>
        input_variables:
          - name: guide
            is_required: false
          - name: claims
            is_required: false
        execution_settings:
          default:
            max_tokens: 50
            {(temperature is null ? "" : $"temperature: {temperature}")}
        """);
}
