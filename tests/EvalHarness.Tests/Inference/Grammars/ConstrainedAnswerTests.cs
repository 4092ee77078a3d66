using System.Text;
using System.Text.Json;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Grammars;

public sealed class ConstrainedAnswerTests : IDisposable
{
    private static readonly string s_bundled = RepositoryRoot.Combine("models", "baseline.gguf");
    private static readonly string s_judge = RepositoryRoot.Combine("models", "judge.gguf");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A model of random weights, drawn at a high temperature, knows nothing of JSON.</summary>
    [Fact]
    public async Task AModelThatKnowsNothingOfJsonWritesValidJson()
    {
        string path = new TinyGguf().WriteTo(_folder.File("tiny.gguf"));
        await using InferenceEngine engine = InferenceEngine.Load(path, new EngineOptions { Threads = 1 });
        int whole = 0;
        foreach (string schema in Schemas.All)
        {
            for (int seed = 0; seed < 4; seed++)
            {
                whole += await RequireValidAsync(engine, schema, seed, maxTokens: 48) ? 1 : 0;
            }
        }

        Assert.InRange(whole, Schemas.All.Length * 2, Schemas.All.Length * 4);
    }

    [Fact]
    public async Task TheEmbeddedEngineHoldsAnAnswerToItsSchema()
    {
        await using InferenceEngine engine = InferenceEngine.Load(s_bundled, new EngineOptions { Threads = 1 });
        await RequireManyAsync(engine);
    }

    [LlamaFact]
    public async Task LlamaCppHoldsAnAnswerToItsSchema()
    {
        await using InferenceEngine engine = LlamaEngine.Load(
            s_bundled, new LlamaOptions { Threads = 1, Sequences = 2 }, default);
        await RequireManyAsync(engine);
    }

    [Fact]
    public async Task AnAnswerThatFollowsItsSchemaAnywayIsNotChanged()
    {
        const string Schema = """
            {"type":"object","properties":{"reasoning":{"type":"string"},
             "verdict":{"type":"integer","enum":[1,2,3,4,5]}},"required":["reasoning","verdict"]}
            """;
        GenerationRequest request = new()
        {
            Prompt = "Report: A storm hit Lisbon on Monday. It cut power to 300 homes.\n"
                + "Summary: A storm hit Lisbon.\nVerdict:",
            MaxTokens = 120,
        };
        await using InferenceEngine engine = InferenceEngine.Load(s_judge, new EngineOptions { Threads = 1 });
        GenerationResult free = await engine.GenerateAsync(request);
        GenerationResult held =
            await engine.GenerateAsync(request with { AnswerSchema = JsonElement.Parse(Schema) });
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(free.Text).ValueKind);
        Assert.Equal(free.Text, held.Text);
        Assert.Equal(free.Tokens, held.Tokens);
        Assert.Equal(FinishReason.EndOfText, held.FinishReason);
    }

    [Fact]
    public async Task AnAnswerThatIsCutIsTheBeginningOfAValidOne()
    {
        await using InferenceEngine engine = InferenceEngine.Load(s_bundled, new EngineOptions { Threads = 1 });
        GenerationResult result = await engine.GenerateAsync(new GenerationRequest
        {
            Prompt = "Report:",
            MaxTokens = 3,
            AnswerSchema = JsonElement.Parse(
                """{"type":"object","properties":{"long":{"type":"string"}},"required":["long"]}"""),
        });
        Assert.Equal(FinishReason.MaxTokens, result.FinishReason);
        Assert.StartsWith("{", result.Text.TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormWithoutAnEndOfItsOwnEndsWhereTheModelWantsToEnd()
    {
        await using InferenceEngine engine = InferenceEngine.Load(s_bundled, new EngineOptions { Threads = 1 });
        await Assert.ThrowsAsync<ArgumentException>(() => engine.GenerateAsync(new GenerationRequest
        {
            Prompt = "Report:",
            IgnoreEndOfText = true,
            AnswerSchema = JsonElement.Parse("""{"type":"integer"}"""),
        }));
        Assert.True(await RequireValidAsync(engine, """{"type":"integer"}""", seed: 1, maxTokens: 32));
    }

    private static async Task RequireManyAsync(InferenceEngine engine)
    {
        bool[] whole = await Task.WhenAll(Schemas.All.Select(
            (schema, i) => RequireValidAsync(engine, schema, seed: i, maxTokens: 100)));
        Assert.InRange(whole.Count(isWhole => isWhole), Schemas.All.Length * 3 / 4, Schemas.All.Length);
    }

    private static async Task<bool> RequireValidAsync(InferenceEngine engine, string schema, int seed, int maxTokens)
    {
        JsonElement root = JsonElement.Parse(schema);
        GenerationResult result = await engine.GenerateAsync(new GenerationRequest
        {
            Prompt = "Report: A storm hit Lisbon on Monday.\nSummary:",
            MaxTokens = maxTokens,
            Sampling = new SamplingOptions { Temperature = 2, Seed = (ulong)seed },
            AnswerSchema = root,
        });
        if (result.FinishReason != FinishReason.EndOfText)
        {
            Assert.Equal(FinishReason.MaxTokens, result.FinishReason);
            return false;
        }

        string? fault = SchemaCheck.Fault(JsonElement.Parse(Encoding.UTF8.GetBytes(result.Text)), root, root);
        Assert.True(fault is null, $"{fault} in {result.Text}");
        return true;
    }
}
