using System.Text.Json.Nodes;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Search;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Search;

public sealed class CandidateGeneratorTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new();
    private readonly SearchRecipes _recipes;

    public CandidateGeneratorTests()
    {
        new TinyGguf { EmbeddingLength = 256, FeedForwardLength = 256 }.WriteTo(_evaluation.Combine("base.gguf"));
        _evaluation.Configuration["models"]!["base"] =
            new JsonObject { ["provider"] = "gguf", ["path"] = "base.gguf", ["kvCache"] = "f16" };
        File.WriteAllText(_evaluation.Combine("text.txt"), string.Concat(Enumerable.Repeat("the cat sat. ", 40)));
        _recipes = new SearchRecipes { Calibration = _evaluation.Combine("text.txt") };
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task OneTypeEachIsNamedByMethodAndType()
    {
        GeneratedCandidates plain = await GenerateAsync(_recipes with { Types = ["q8_0", "q4_0"] });
        Assert.Equal(["q8_0", "q4_0"], plain.Candidates.Select(candidate => candidate.Name));
        Assert.All(plain.Candidates, candidate => Assert.Null(candidate.Recipe.Calibration));
        Assert.Null(plain.Sensitivity);
        GeneratedCandidates careful = await GenerateAsync(_recipes with { Types = ["q4_0"], Method = "gptq" });
        Assert.Equal("gptq-q4_0", careful.Candidates.Single().Name);
        Assert.Equal("text.txt", careful.Candidates.Single().Recipe.Calibration);
        Assert.Equal("f16", Load(careful).Values.Models["gptq-q4_0"].KvCache);
    }

    [Fact]
    public async Task AMixIsMadeAsItWasPredicted()
    {
        GeneratedCandidates made = await GenerateAsync(_recipes with { IsMixed = true, Steps = 4 });
        ResolvedConfiguration configuration = Load(made);
        Assert.Equal(4, made.Candidates.Count);
        foreach ((GeneratedCandidate candidate, var mix) in made.Candidates.Zip(made.Sensitivity!.Mixes))
        {
            string file = _evaluation.Combine("mix.gguf");
            QuantizationResult result = new GgufModelQuantizer().Quantize(
                _evaluation.Combine("base.gguf"),
                file,
                configuration.Values.Models[candidate.Name].Quantize!,
                "test",
                progress: null,
                CancellationToken.None);
            Assert.Equal(
                mix.Value.Bytes + made.Sensitivity.Model.OtherBytes, result.Tensors.Sum(tensor => tensor.ByteCount));
            using GgufFile written = GgufFile.Open(file);
            Assert.All(made.Sensitivity.Model.Matrices.Zip(mix.Value.Choices), one =>
                Assert.Equal(one.Second.Type, written.GetTensor(one.First.Name).Type));
            Assert.Contains(
                FormattableString.Invariant($"mix-{result.BitsPerWeight:0.00}bpw"), candidate.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AMeasurementIsKeptAndADamagedOneIsMadeAgain()
    {
        SearchRecipes recipes = _recipes with { IsMixed = true, Steps = 3 };
        byte[] first = (await GenerateAsync(recipes)).Evidence[GeneratedCandidates.EvidenceFile];
        string kept = Directory.GetFiles(_evaluation.Combine(".evalharness/cache"), "*sensitivity*").Single();
        byte[] stored = await File.ReadAllBytesAsync(kept);
        Assert.Equal(first, (await GenerateAsync(recipes)).Evidence[GeneratedCandidates.EvidenceFile]);
        await File.WriteAllBytesAsync(kept, stored[..^20]);
        Assert.Equal(first, (await GenerateAsync(recipes)).Evidence[GeneratedCandidates.EvidenceFile]);
        Assert.Equal(stored, await File.ReadAllBytesAsync(kept));
    }

    [Fact]
    public async Task TheEvidenceNamesEveryTensorTheMostSensitiveFirst()
    {
        GeneratedCandidates made = await GenerateAsync(_recipes with { IsMixed = true });
        JsonNode document = JsonNode.Parse(made.Evidence[GeneratedCandidates.EvidenceFile])!;
        double[] measured =
            [.. document["tensors"]!.AsArray().Select(tensor => (double)tensor!["measured_kl_divergence"]!)];
        Assert.Equal(15, measured.Length);
        Assert.Equal(measured.OrderDescending(), measured);
        Assert.Equal(
            made.Candidates.Select(candidate => candidate.Name),
            document["mixes"]!.AsArray().Select(mix => (string)mix!["candidate"]!));
    }

    [Theory]
    [InlineData("no.txt", "rtn", "q4_0", "no such file")]
    [InlineData("short.txt", "rtn", "q4_0", "a text of 1 tokens")]
    [InlineData("text.txt", "rtn", "vq8_g4", "method rtn with type")]
    [InlineData("text.txt", "codebook", "vq8_g4", "with --sensitivity")]
    public async Task WhatCannotBeMeasuredIsSaid(string text, string method, string type, string found)
    {
        File.WriteAllText(_evaluation.Combine("short.txt"), "a");
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(() => GenerateAsync(
            new SearchRecipes
            {
                Calibration = _evaluation.Combine(text),
                IsMixed = true,
                Method = method,
                Types = [type],
            }));
        Assert.Contains(found, mistake.Errors[0].Actual, StringComparison.Ordinal);
    }

    private Task<GeneratedCandidates> GenerateAsync(SearchRecipes recipes) => CandidateGenerator.GenerateAsync(
        ConfigurationFile.Load(_evaluation.WriteConfiguration()), recipes, progress: null, CancellationToken.None);

    private ResolvedConfiguration Load(GeneratedCandidates made) => ConfigurationFile.Load(
        _evaluation.WriteConfiguration(), new ConfigurationOverrides { Generated = made.Candidates });
}
