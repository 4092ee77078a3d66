using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class SemanticKernelProviderTests
{
    [Fact]
    public async Task AModelAnswersThroughItsKernel()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        await using RunKernel kernel = RunKernel.Create();
        SemanticKernelProvider provider = new(kernel);
        ModelSource source = Source(endpoint.Address, "m");
        ModelIdentity identity = await provider.IdentifyAsync(source, default);
        using LoadedModel model = await provider.LoadAsync(source, identity, default);
        ChatResponse response = await model.Client.GetResponseAsync("ready?");
        Assert.Equal(("yes", 10L), (response.Text, response.Usage!.OutputTokenCount));
    }

    [Fact]
    public async Task AModelIsKnownByItsAddressAndName()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        await using RunKernel kernel = RunKernel.Create();
        SemanticKernelProvider provider = new(kernel);
        ModelIdentity one = await provider.IdentifyAsync(Source(endpoint.Address, "one"), default);
        Assert.Equal(one, await provider.IdentifyAsync(Source(endpoint.Address, "one"), default));
        Assert.NotEqual(
            one.Sha256, (await provider.IdentifyAsync(Source(endpoint.Address, "two"), default)).Sha256);
    }

    [Fact]
    public async Task AnEndpointThatIsNotThereIsFoundBeforeAnySampleIsAsked()
    {
        FakeEndpoint gone = new((_, _) => FakeReply.Answer(""));
        Uri address = gone.Address;
        await gone.DisposeAsync();
        await using RunKernel kernel = RunKernel.Create();
        Exception mistake = await Assert.ThrowsAnyAsync<Exception>(
            () => new SemanticKernelProvider(kernel).IdentifyAsync(Source(address, "m"), default));
        Assert.Contains("cannot be reached", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("$.models.m.endpoint", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACandidateBehindAKernelIsComparedLikeAnyOther()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        using TemporaryFolder folder = new();
        folder.Write("data.jsonl", string.Join('\n', Enumerable.Range(0, 12)
            .Select(i => JsonSerializer.Serialize(new { id = $"s{i}", input = $"question {i}", target = "yes" }))));
        folder.Write("script.jsonl", JsonSerializer.Serialize(new { contains = "", answer = "yes" }));
        folder.Write("prompt.yaml", """
            name: ask
            template_format: handlebars
            template: "{{input}}"
            """);
        folder.Write("eval.config.json", JsonSerializer.Serialize(new
        {
            name = "kernel",
            baseline = "script",
            candidates = new[] { "kernel" },
            models = new Dictionary<string, object>
            {
                ["script"] = new { provider = "scripted", path = "script.jsonl" },
                ["kernel"] = new { provider = "semantic-kernel", endpoint = endpoint.Address, model = "m" },
            },
            tasks = new Dictionary<string, object>
            {
                ["answer"] = new { dataset = "data.jsonl", prompt = "prompt.yaml", metrics = new[] { "exact_match" } },
            },
            gates = Array.Empty<object>(),
        }));
        using CliProcess process = CliProcess.Start(folder.Path, "run", "--json");
        (int code, string output, string error) = await process.WaitAsync();
        // Without gates nothing is decided.
        Assert.True(code == 2, output + error);
        JsonElement kernel = JsonDocument.Parse(output).RootElement.GetProperty("models").GetProperty("kernel");
        Assert.Equal(0, kernel.GetProperty("errors").GetInt32());
        Assert.Equal(120, kernel.GetProperty("output_tokens").GetInt32());
        Assert.Equal(12, endpoint.Requests.Count);
    }

    private static ModelSource Source(Uri endpoint, string model) => new(
        "m",
        new ModelConfiguration { Provider = "semantic-kernel", Endpoint = endpoint.ToString(), Model = model },
        "eval.config.json: $.models.m",
        "");
}
