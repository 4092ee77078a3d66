using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Divergence;

public sealed class DivergenceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly string _candidate;
    private readonly string _text;

    public DivergenceCommandTests()
    {
        _base = new TinyGguf().WriteTo(_folder.File("base.gguf"));
        _candidate = new TinyGguf { MatrixType = TensorType.Q8_0 }.WriteTo(_folder.File("candidate.gguf"));
        _text = _folder.Write("text.txt", string.Concat(Enumerable.Repeat("hello and the other in all ", 20)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JsonHasEveryFigureUnderItsKey()
    {
        (ExitCode code, string json, string error) = await Run("--context", "32", "--json", "--quiet");
        Assert.Equal((ExitCode.Passed, ""), (code, error));
        using JsonDocument document = JsonDocument.Parse(json);
        GoldenFile.Verify("divergence-keys.txt", string.Concat(Keys(document.RootElement, "").Distinct()));
        Assert.InRange(document.RootElement.GetProperty("mean_kl_divergence").GetDouble(), 1e-9, 0.1);
        Assert.Equal(
            document.RootElement.GetProperty("chunks").GetInt32() * 15,
            document.RootElement.GetProperty("tokens").GetInt32());
        (_, string again, _) = await Run("--context", "32", "--json", "--quiet");
        Assert.Equal(WithoutTimes(json), WithoutTimes(again));
    }

    [Fact]
    public async Task TheTableNamesBothErrorsBothDirectionsAndTheGreedyOutputs()
    {
        (ExitCode code, string text, _) = await Run("--context", "32");
        Assert.Equal(ExitCode.Passed, code);
        foreach (string words in new[]
        {
            "± by token", "± by chunk", "KL(baseline‖candidate)", "KL(candidate‖baseline)", "RMS Δp", "same top token",
            "99.9 %", "0.99 to 1.00", "greedy outputs of up to 16 tokens",
        })
        {
            Assert.Contains(words, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--context", "7")]
    [InlineData("--threads", "0")]
    [InlineData("--chunks", "0")]
    [InlineData("--greedy-prompts", "-1")]
    [InlineData("--top-k", "0")]
    public async Task AValueOutsideItsRangeIsBadInput(string option, string value)
    {
        (ExitCode code, string output, string error) = await Run(option, value);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains($"error: {option}: {value}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheCandidateMayRunWithASmallerCacheRoundedActivationsAndAnAdapter()
    {
        TinyGguf wide = new() { EmbeddingLength = 128, FeedForwardLength = 128, MatrixType = TensorType.Q8_0 };
        wide.WriteTo(_base);
        wide.WriteTo(_candidate);
        string adapter = _folder.File("adapter.gguf");
        using (GgufFile file = GgufFile.Open(_base))
        {
            new TinyAdapter { Tensors = TinyAdapter.Pairs(file, 4, "blk.0.attn_q.weight") }.WriteTo(adapter);
        }

        List<double> divergences = [];
        foreach (string[] options in new string[][]
        {
            [], ["--kv-cache", "q8_0"], ["--activations", "int8"], ["--adapter", adapter],
        })
        {
            (ExitCode code, string json, _) = await Run(["--context", "32", "--json", "--quiet", .. options]);
            Assert.Equal(ExitCode.Passed, code);
            using JsonDocument document = JsonDocument.Parse(json);
            divergences.Add(document.RootElement.GetProperty("mean_kl_divergence").GetDouble());
        }

        Assert.Equal(0, divergences[0]);
        Assert.All(divergences.Skip(1), divergence => Assert.InRange(divergence, 1e-9, 0.5));
        (_, string text, _) = await Run("--context", "32", "--kv-cache", "q4_0");
        Assert.Contains("the candidate with keys and values in q4_0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherVocabularyIsBadInput()
    {
        new TinyGguf { Vocabulary = TinyVocabulary.Spm }.WriteTo(_candidate);
        (ExitCode code, string output, string error) = await Run("--context", "32");
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains("token 3 is", error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(
            field => Keys(field.Value, path + "." + field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Keys(item, path + "[]")),
        _ => [path.TrimStart('.') + "\n"],
    };

    private static string WithoutTimes(string json) => string.Join(
        '\n', json.Split('\n').Where(line => !line.Contains("_seconds\"", StringComparison.Ordinal)));

    private async Task<(ExitCode Code, string Output, string Error)> Run(params string[] options)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["divergence", _base, _candidate, "--text", _text, .. options],
            new Terminal(output, error),
            CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
