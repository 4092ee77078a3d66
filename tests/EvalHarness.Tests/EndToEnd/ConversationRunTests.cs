using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ConversationRunTests : IDisposable
{
    private const string Chat =
        "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]";

    private readonly ScriptedEvaluation _evaluation = new(samples: 1);

    public ConversationRunTests()
    {
        new TinyGguf { ChatTemplate = Chat }.WriteTo(_evaluation.Combine("base.gguf"));
        _evaluation.Configuration["models"] = JsonNode.Parse("""
            {
              "base": { "provider": "gguf", "path": "base.gguf" },
              "same": { "provider": "gguf", "path": "base.gguf" }
            }
            """);
        _evaluation.Configuration["candidates"] = JsonNode.Parse("""["same"]""");
        _evaluation.Configuration["generation"] = JsonNode.Parse("""{ "maxOutputTokens": 2 }""");
        File.WriteAllText(_evaluation.Combine("data.jsonl"), """
            {"id": "a", "turns": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}, {"role": "user", "content": "the"}], "target": "and"}
            """);
        Ask.Remove("prompt");
        Ask["messages"] = "turns";
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task EveryTurnIsAskedAndShown()
    {
        await _evaluation.RunAsync("run");
        string id = await _evaluation.NewestRunAsync();
        JsonNode report = JsonNode.Parse((await _evaluation.RunAsync("show", id, "--json")).Output)!;
        Assert.Equal(
            "[system]Be brief.[user]Hi[assistant]Ho[user]the[assistant]",
            (string)report["rendered_prompts"]![0]!["text"]!);
        CommandResult rows = await _evaluation.RunAsync("export", id, "--format", "jsonl");
        JsonNode row = JsonNode.Parse(rows.Output.Split('\n')[0])!;
        Assert.Equal(4, row["sample"]!["messages"]!.AsArray().Count);
        Assert.Equal("[system]\nBe brief.\n\nHi\n\n[assistant]\nHo\n\nthe", (string)row["prompt"]!);
        Assert.StartsWith("[system]\nBe brief.", (string)row["sample"]!["input"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMessagesOfAPromptComeFirst()
    {
        File.WriteAllText(_evaluation.Combine("ask.yaml"), """
            name: ask
            template_format: handlebars
            template: |
              <message role="system">Rules.</message>
            """);
        Ask["prompt"] = "ask.yaml";
        await _evaluation.RunAsync("run");
        JsonNode report = JsonNode.Parse(
            (await _evaluation.RunAsync("show", await _evaluation.NewestRunAsync(), "--json")).Output)!;
        Assert.StartsWith(
            "[system]Rules.[system]Be brief.[user]Hi",
            (string)report["rendered_prompts"]![0]!["text"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConversationsCannotBeRanked()
    {
        Ask["ranking"] = "listwise";
        CommandResult refused = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("$.tasks.ask.messages", refused.Error, StringComparison.Ordinal);
        Assert.Contains("a ranking of conversations", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEndpointIsGivenTheTurns()
    {
        await using FakeEndpoint server = new((_, _) => FakeReply.Answer("and"));
        foreach (string name in (string[])["base", "same"])
        {
            _evaluation.Configuration["models"]![name] = new JsonObject
            {
                ["provider"] = "openai",
                ["endpoint"] = server.Address.ToString(),
                ["model"] = "m",
            };
        }

        await _evaluation.RunAsync("run");
        JsonNode asked = JsonNode.Parse(server.Requests.First().Body)!["messages"]!;
        Assert.Equal(
            ["system", "user", "assistant", "user"], asked.AsArray().Select(message => (string)message!["role"]!));
    }

    private JsonObject Ask => _evaluation.Configuration["tasks"]!["ask"]!.AsObject();
}
