using EvalHarness.Pipeline.Models;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

public sealed class SourceHashesTests
{
    [Fact]
    public async Task AFileOfWeightsIsReadOncePerPlan()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("weights.gguf");
        await File.WriteAllTextAsync(path, "first");
        SourceHashes plan = new();
        (string Sha256, long Bytes) first = await plan.ReadAsync(path, CancellationToken.None);
        Assert.Equal(await WeightsHash.ReadAsync(path, CancellationToken.None), first);

        await File.WriteAllTextAsync(path, "another");
        Assert.Equal(first, await plan.ReadAsync(path, CancellationToken.None));
        Assert.NotEqual(first, await new SourceHashes().ReadAsync(path, CancellationToken.None));
    }
}
