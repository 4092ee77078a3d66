using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models.Custom;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>Models that users wrote as a program of JSON lines: <c>"provider": "program"</c>.</summary>
public sealed class ProgramModelTests : IDisposable
{
    private const string Echo = """
        while read -r line; do
          id=$(printf '%s' "$line" | sed 's/{"id":"\([0-9]*\)".*/\1/')
          item=$(printf '%s' "$line" | sed 's/.*item \([0-9]*\)?.*/\1/')
          printf '{"id":"%s","text":"answer %s","finish_reason":"stop","output_tokens":2}\n' "$id" "$item"
        done
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public async Task ACandidateOfAProgramMayShip()
    {
        using ScriptedEvaluation evaluation = new(samples: 20);
        File.WriteAllText(evaluation.Combine("model.sh"), Echo);
        evaluation.Configuration["models"]!["own"] = new JsonObject
        {
            ["provider"] = "program",
            ["command"] = new JsonArray("sh", "model.sh"),
        };
        evaluation.Configuration["candidates"] = new JsonArray("own");
        CommandResult result = await evaluation.RunAsync("run", "--json");

        Assert.True(result.Code == ExitCode.Passed, result.Error + result.Output);
        JsonNode report = JsonNode.Parse(result.Output)!;
        JsonNode own = report["models"]!["own"]!;
        Assert.Equal(0, (int)own["errors"]!);
        Assert.Contains("the program sh model.sh", own.ToJsonString(), StringComparison.Ordinal);

        // Another script is another model.
        File.AppendAllText(evaluation.Combine("model.sh"), "# changed\n");
        CommandResult again = await evaluation.RunAsync("run", "--json");
        Assert.NotEqual(IdentityIn(report), IdentityIn(JsonNode.Parse(again.Output)!));
    }

    [LinuxFact]
    public async Task AProgramIsToldEverythingThatItsAnswerDependsOn()
    {
        using ProgramChatClient client = Client("""
            read -r line; printf '%s' "$line" > asked
            echo '{"id":"1","text":"hi","finish_reason":"length","input_tokens":3}'
            """);
        ChatResponse response = await client.GetResponseAsync(
            [new(ChatRole.System, "Be \"short\"."), new(ChatRole.User, "Hé?")],
            new() { MaxOutputTokens = 7, Temperature = 0.5f, Seed = 3, StopSequences = ["\n"] });

        Assert.Equal(
            """{"id":"1","messages":[{"role":"system","content":"Be \"short\"."},"""
                + """{"role":"user","content":"Hé?"}],"max_tokens":7,"temperature":0.5,"seed":3,"stop":["\n"]}""",
            File.ReadAllText(_folder.File("asked")));
        Assert.Equal("hi", response.Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(3, response.Usage!.InputTokenCount);
        Assert.Null(response.Usage.OutputTokenCount);
    }

    [LinuxTheory]
    [InlineData("""{"id":"1","text":null,"error":"out of memory"}""", "the program reports an error: out of memory")]
    [InlineData("""{"id":"1","text":null,"finish_reason":"stop"}""", "neither \"text\" nor \"error\"")]
    [InlineData("""{"id":"1","text":"x"}""", "no \"finish_reason\"")]
    [InlineData("""{"id":"1","text":"x","finish_reason":"stop","output_tokens":-1}""", "not a whole number from 0")]
    [InlineData("""{"id":"2","text":"x","finish_reason":"stop"}""", "another \"id\"")]
    [InlineData("""[1]""", "not a JSON object")]
    [InlineData("""loading the model""", "the program's line is not JSON")]
    public async Task ALineThatIsNoAnswerIsAnErrorWithItsReason(string line, string said)
    {
        using ProgramChatClient client = Client($"read -r asked; echo '{line}'; read -r asked");
        EndpointException failure = await AskAsync(client);

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
    }

    [LinuxFact]
    public async Task ALineWithoutEndIsNotReadForEver()
    {
        using ProgramChatClient client = Client("read -r asked; while :; do printf '%01000d' 0; done");
        Assert.Contains(
            "more than 1048576 characters", (await AskAsync(client)).Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AProgramThatHangsIsGivenUpInTime()
    {
        using ProgramChatClient client = Client("sleep 600", TimeSpan.FromMilliseconds(200));
        EndpointException failure = await AskAsync(client);

        Assert.True(failure.IsTimeout);
        Assert.Contains("no line within 0.2 s", failure.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AProgramThatEndsIsStartedAgainUntilItFailedThreeTimesInARow()
    {
        using ProgramChatClient client = Client("""
            echo >> starts; read -r line
            case "$(wc -l < starts)" in
              2) echo '{"id":"2","text":"x","finish_reason":"stop"}'; read -r line ;;
            esac
            """);
        await AskAsync(client);
        Assert.Equal("x", (await client.GetResponseAsync("?")).Text);
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains("the program ended", (await AskAsync(client)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("failed 3 times", (await AskAsync(client)).Message, StringComparison.Ordinal);
        Assert.Equal(4, File.ReadAllText(_folder.File("starts")).Length);
    }

    [LinuxFact]
    public async Task AnAnswerThatWasGivenUpIsNotTakenForTheNext()
    {
        using ProgramChatClient client = Client("""
            if [ -e slow ]; then
              while read -r line; do echo '{"id":"2","text":"second","finish_reason":"stop"}'; done
            fi
            echo > slow; read -r line; sleep 600; echo '{"id":"1","text":"late","finish_reason":"stop"}'
            """);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetResponseAsync("?", cancellationToken: stop.Token));

        Assert.Equal("second", (await client.GetResponseAsync("?")).Text);
    }

    [Fact]
    public Task AProgramThatIsNotThereIsNamed() => RefusedAsync(
        new() { ["provider"] = "program", ["command"] = new JsonArray("no-such-program-4711") },
        "$.models.own.command[0]", "\"no-such-program-4711\", which is no program");

    [Fact]
    public Task AProgramIsAskedOneQuestionAtATimeEachOnce() => RefusedAsync(
        new()
        {
            ["provider"] = "program",
            ["command"] = new JsonArray("sh"),
            ["limits"] = new JsonObject { ["attempts"] = 3, ["tryTimeoutSeconds"] = 5 },
        },
        "$.models.own.limits.attempts", "\"attempts\", which the provider program does not support");

    private static string IdentityIn(JsonNode report) => (string)report["manifest"]!["models_sha256"]!["own"]!;

    private static async Task RefusedAsync(JsonObject model, params string[] said)
    {
        using ScriptedEvaluation evaluation = new(samples: 2);
        evaluation.Configuration["models"]!["own"] = model;
        evaluation.Configuration["candidates"] = new JsonArray("own");
        CommandResult result = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.All(said, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
    }

    private static Task<EndpointException> AskAsync(ProgramChatClient client) =>
        Assert.ThrowsAsync<EndpointException>(() => client.GetResponseAsync("?"));

    private ProgramChatClient Client(string script, TimeSpan? timeout = null) => new(
        new JsonLinesProgram(ProgramCommand.Find(
            ["/bin/sh", _folder.Write("model.sh", script)], _folder.Path, "command")),
        timeout ?? TimeSpan.FromSeconds(30), static text => text);
}
