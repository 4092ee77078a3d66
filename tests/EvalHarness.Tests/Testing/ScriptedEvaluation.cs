using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Tests.Testing;

/// <summary>A whole evaluation in a folder of its own, with scripted models: needs no weights and no time.</summary>
internal sealed class ScriptedEvaluation : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Questions; the baseline misses every tenth, "equal" the same, "worse" every second.</summary>
    public ScriptedEvaluation(int samples = 40, int delayMs = 0)
    {
        Samples = samples;
        File.WriteAllLines(Combine("data.jsonl"), Enumerable.Range(0, samples).Select(i => JsonSerializer.Serialize(
            new { id = $"q{i:000}", question = $"What is item {i:000}?", target = $"answer {i:000}" })));
        File.WriteAllText(Combine("ask.yaml"), """
            name: ask
            template_format: handlebars
            template: |
              <message role="user">{{question}}</message>
            input_variables:
              - name: question
                is_required: true
            """);
        WriteScript("base.jsonl", i => i % 10 == 3, delayMs);
        WriteScript("equal.jsonl", i => i % 10 == 3, delayMs);
        WriteScript("worse.jsonl", i => i % 10 == 3 || i % 2 == 0, delayMs);
        Configuration = (JsonObject)JsonNode.Parse("""
            {
              "name": "Scripted check",
              "models": {
                "base": { "provider": "scripted", "path": "base.jsonl" },
                "equal": { "provider": "scripted", "path": "equal.jsonl" },
                "worse": { "provider": "scripted", "path": "worse.jsonl" }
              },
              "baseline": "base",
              "candidates": ["equal", "worse"],
              "tasks": {
                "ask": { "dataset": "data.jsonl", "prompt": "ask.yaml", "metrics": ["exact_match", "token_f1"] }
              },
              "generation": { "concurrency": 4 },
              "gates": [{ "metric": "ask/exact_match", "maxDrop": 0.1 }]
            }
            """)!;
    }

    /// <summary>Number of samples.</summary>
    public int Samples { get; }

    /// <summary>The configuration, written anew for every command.</summary>
    public JsonObject Configuration { get; }

    /// <summary>Where it lies.</summary>
    public string Folder => _folder.Path;

    /// <summary>Path of a file of it.</summary>
    public string Combine(string name) => Path.Combine(_folder.Path, name);

    /// <summary>Writes the configuration and gives its path.</summary>
    public string WriteConfiguration()
    {
        File.WriteAllText(Combine("eval.config.json"), Configuration.ToJsonString());
        return Combine("eval.config.json");
    }

    /// <summary>Runs one command on this evaluation, in this process.</summary>
    public Task<CommandResult> RunAsync(params string[] words) => RunAsync(CancellationToken.None, words);

    /// <summary>Runs one command that can be cancelled.</summary>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] words)
    {
        using StringWriter error = new(CultureInfo.InvariantCulture);
        return await RunAsync(error, words, cancellationToken);
    }

    /// <summary>
    /// Runs one command and cancels it when its progress holds a text: at the same point however slow the machine is.
    /// </summary>
    public async Task<CommandResult> InterruptAsync(string said, params string[] words)
    {
        using CancellationTokenSource interrupt = new();
        await using ListeningWriter error = new(said, interrupt.Cancel);
        return await RunAsync(error, words, interrupt.Token);
    }

    private async Task<CommandResult> RunAsync(
        StringWriter error, string[] words, CancellationToken cancellationToken)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture);
        TextWriter safe = TextWriter.Synchronized(error);
        ExitCode code = await CommandLine.RunAsync(
            [.. words, "--config", WriteConfiguration()], new Terminal(output, safe), cancellationToken);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Id of the newest run.</summary>
    public async Task<string> NewestRunAsync()
    {
        CommandResult runs = await RunAsync("runs", "--json");
        return (string)JsonNode.Parse(runs.Output)!.AsArray()[0]!["id"]!;
    }

    /// <summary>Writes a script in which some questions are answered wrongly.</summary>
    public void WriteScript(string name, Func<int, bool> isWrong, int delayMs = 0) =>
        File.WriteAllLines(Combine(name), Enumerable.Range(0, Samples).Select(i => JsonSerializer.Serialize(new
        {
            contains = $"item {i:000}?",
            answer = isWrong(i) ? $"nothing {i:000}" : $"answer {i:000}",
            delay_ms = delayMs,
        })));

    public void Dispose() => _folder.Dispose();
}
