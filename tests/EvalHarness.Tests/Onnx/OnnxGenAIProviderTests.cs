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
        Assert.Equal(made, await provider.IdentifyAsync(Source(recipe), CancellationToken.None));
    }

    private ModelSource Source(QuantizeConfiguration? recipe) => new(
        "m",
        new ModelConfiguration { Provider = "onnx-genai", Path = exported.Exact, Quantize = recipe },
        "test",
        Path.Combine(exported.Scratch, "cache"));
}
