using EvalHarness.Onnx;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Tests.Onnx;

public sealed class OnnxGenAIProviderTests(ExportedModel exported) : IClassFixture<ExportedModel>
{
    [Fact]
    public async Task ARecipeMakesAFolderOnceThatIsAModelOfItsOwn()
    {
        OnnxGenAIProvider provider = new();
        ModelIdentity plain = await provider.IdentifyAsync(Source(null), CancellationToken.None);
        QuantizeConfiguration recipe = new() { Method = "rtn", Type = "int4" };
        ModelIdentity made = await provider.IdentifyAsync(Source(recipe), CancellationToken.None);
        Assert.Equal(exported.Exact, plain.WeightsPath);
        Assert.StartsWith(exported.Scratch, made.WeightsPath, StringComparison.Ordinal);
        Assert.NotEqual(plain.Sha256, made.Sha256);
        Assert.Equal((await WeightsHash.ReadAsync(made.WeightsPath!, CancellationToken.None)).Bytes, made.FileBytes);
        Assert.InRange((double)made.FileBytes!.Value / plain.FileBytes!.Value, 0.2, 0.3);
        Assert.InRange(plain.BitsPerWeight!.Value, 31.9, 32);
        Assert.InRange(made.BitsPerWeight!.Value, 5, 12);
        ModelIdentity again = await provider.IdentifyAsync(Source(recipe), CancellationToken.None);
        Assert.Equal(Compared(made), Compared(again));
    }

    [Fact]
    public async Task AGgufFileIsExportedOnceAndGivesTheFolderThatAnExportGives()
    {
        OnnxGenAIProvider provider = new();
        ModelIdentity folder = await provider.IdentifyAsync(Source(null), CancellationToken.None);
        ModelIdentity file = await provider.IdentifyAsync(Source(null, ExportedModel.Source), CancellationToken.None);
        Assert.Equal(folder.WeightsSha256, file.WeightsSha256);
        Assert.StartsWith(Path.Combine(exported.Scratch, "cache"), file.WeightsPath, StringComparison.Ordinal);
        string graph = Path.Combine(file.WeightsPath!, "model.onnx");
        File.SetLastWriteTimeUtc(graph, DateTime.UnixEpoch);
        ModelIdentity again = await provider.IdentifyAsync(
            Source(null, ExportedModel.Source), CancellationToken.None);
        Assert.Equal(Compared(file), Compared(again));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(graph));
        QuantizeConfiguration recipe = new() { Method = "rtn", Type = "int4" };
        Assert.Equal(
            (await provider.IdentifyAsync(Source(recipe), CancellationToken.None)).Sha256,
            (await provider.IdentifyAsync(Source(recipe, ExportedModel.Source), CancellationToken.None)).Sha256);
    }

    [Fact]
    public async Task RowsAreSaidToVaryAndLogitsToBeThere()
    {
        ModelIdentity model = await new OnnxGenAIProvider().IdentifyAsync(Source(null), CancellationToken.None);
        Assert.True(model is { VariesByProcessor: true, GivesLogits: true, GivesLogLikelihoods: true });
        Assert.Contains("may differ by processor and batch", model.Description, StringComparison.Ordinal);
    }

    // Without what is read anew each time.
    private static ModelIdentity Compared(ModelIdentity model) => model with { Prompts = null, Window = null };

    private ModelSource Source(QuantizeConfiguration? recipe, string? path = null) => new(
        "m",
        new ModelConfiguration { Provider = "onnx-genai", Path = path ?? exported.Exact, Quantize = recipe },
        "test",
        Path.Combine(exported.Scratch, "cache"));
}
