using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Commands;

public sealed class EndpointDivergenceCommandTests : IDisposable
{
    private const string Variable = "EVALHARNESS_TEST_KEY";
    private const string Key = "sk_geheim";

    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly string _text;

    public EndpointDivergenceCommandTests()
    {
        _base = new TinyGguf().WriteTo(_folder.File("base.gguf"));
        _text = _folder.Write("text.txt", string.Concat(Enumerable.Repeat("hello and the other in all ", 20)));
        Environment.SetEnvironmentVariable(Variable, Key);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Variable)]
    [InlineData("${" + Variable + "}")]
    public async Task JsonSaysWhatIsKnownAndNoKey(string key)
    {
        await using EchoEndpoint server = new(_base);
        (ExitCode code, string json, string error) = await Run(
            _base, server.Address.AbsoluteUri, "--candidate-model", "tiny", "--candidate-api-key", key, "--json",
            "--quiet");
        Assert.Equal((ExitCode.Passed, ""), (code, error));
        JsonNode result = JsonNode.Parse(json)!;
        Assert.Equal("tiny", (string)result["candidate_model"]!);
        Assert.Equal(20, (int)result["candidate_top_k"]!);
        Assert.Null(result["base_top_k"]);
        Assert.True((bool)result["kl_divergence_is_lower_bound"]!);
        Assert.InRange((double)result["known_mass_base"]!, 0.1, 1);
        Assert.Equal(
            (double)result["known_mass_base"]!, (double)result["known_mass_candidate"]!, 1e-6);
        Assert.Equal(0, (double)result["mean_kl_divergence"]!, 1e-6);
        Assert.Equal(1, (double)result["same_top_token"]!);
        Assert.Null(result["greedy"]);
        Assert.DoesNotContain(Key, json, StringComparison.Ordinal);
        Assert.All(server.Requests, request =>
            Assert.Contains("Authorization: Bearer " + Key, request.Head, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheTableSaysThatTheDivergencesAreBounds()
    {
        await using EchoEndpoint server = new(_base);
        string address = server.Address.AbsoluteUri;
        (ExitCode code, string text, _) = await Run(
            address, address, "--base-model", "one", "--candidate-model", "two", "--tokenizer", _base, "--top-k", "5");
        Assert.Equal(ExitCode.Passed, code);
        Assert.Contains($"two at {address} against one at {address}", text, StringComparison.Ordinal);
        Assert.Contains(
            "divergences are lower bounds: of the baseline, tokens outside its 5 most likely and of the candidate, "
            + "tokens outside its 5 most likely count as one",
            text,
            StringComparison.Ordinal);
        Assert.Contains("% of the baseline's probability and", text, StringComparison.Ordinal);
        Assert.Contains("greedy outputs: not compared, of an endpoint only", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--candidate-model: no model name")]
    [InlineData("--candidate-api-key: not the name", "--candidate-model", "m", "--candidate-api-key", "sk-literal")]
    [InlineData("--candidate-api-key: not the name", "--candidate-model", "m", "--candidate-api-key", "sk_literal")]
    [InlineData("--base-model: an option for endpoints only", "--candidate-model", "m", "--base-model", "b")]
    [InlineData("--base-api-key: an option for endpoints only", "--candidate-model", "m", "--base-api-key", Variable)]
    [InlineData("--tokenizer: \"t\"", "--candidate-model", "m", "--tokenizer", "t")]
    [InlineData("CANDIDATE: keys and values in q8_0 for an endpoint", "--candidate-model", "m", "--kv-cache", "q8_0")]
    public async Task OptionsThatDoNotFitAreBadInput(string words, params string[] options)
    {
        (ExitCode code, string output, string error) = await Run([_base, "http://127.0.0.1:1/v1", .. options]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("literal", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://name:secret@127.0.0.1/v1")]
    [InlineData("http://127.0.0.1/v1?key=secret")]
    [InlineData("http://")]
    public async Task AnAddressWithMoreThanHostAndPathIsRefusedUnshown(string address)
    {
        (ExitCode code, _, string error) = await Run(_base, address, "--candidate-model", "m");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("error: CANDIDATE: an address", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatDoesNotEchoIsNamedAtOnce()
    {
        await using EchoEndpoint server = new(_base)
        {
            Instead = (_, _) => new() { Status = 500, Body = """{"error":{"message":"Unsupported param: echo"}}""" },
        };
        (ExitCode code, _, string error) = await Run(
            _base, server.Address.AbsoluteUri, "--candidate-model", "m");
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(
            "The endpoint answered 500: Unsupported param: echo; expected log-probabilities of a prompt",
            error,
            StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private async Task<(ExitCode Code, string Output, string Error)> Run(
        string baseline, string candidate, params string[] options)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["divergence", baseline, candidate, "--text", _text, "--context", "32", "--chunks", "3", .. options],
            new Terminal(output, error),
            CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private Task<(ExitCode Code, string Output, string Error)> Run(string[] all) => Run(all[0], all[1], all[2..]);
}
