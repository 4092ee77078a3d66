using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Models.Serving;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Serving;

public sealed class ServedEmbeddingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task AProgramsEmbeddingsPassTheChain()
    {
        ModelProviders providers = new([new ProcessProvider()]);
        ModelSource source = Source("--embeddings");
        ModelIdentity identity = await providers.IdentifyAsync(source, CancellationToken.None);
        Assert.True(identity.GivesEmbeddings);
        using LoadedModel model = await providers.LoadAsync(source, identity, CancellationToken.None);
        GeneratedEmbeddings<Embedding<float>> found = await model.Embeddings!.GenerateAsync(["four", "fives"]);
        Assert.Equal([4f, 1f], found[0].Vector.ToArray());
        Assert.Equal([5f, 1f], found[1].Vector.ToArray());
    }

    [LinuxFact]
    public async Task AProgramWithoutEmbeddingsIsRefusedAndStoppedOnceItRuns()
    {
        string processes = _folder.File("processes");
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            new ProcessProvider().LoadAsync(
                Source("--children", processes), new ModelIdentity { Sha256 = "" }, CancellationToken.None));
        Assert.Contains("$.models.m.command", refused.Message, StringComparison.Ordinal);
        Assert.Contains("a server without embeddings (The endpoint ans", refused.Message, StringComparison.Ordinal);
        Assert.Contains("llama-server, for example, needs --embeddings", refused.Message, StringComparison.Ordinal);
        await ServerPrograms.AssertEndedAsync(await ServerPrograms.ReadProcessesAsync(processes, 1));
    }

    public void Dispose() => _folder.Dispose();

    private ModelSource Source(params string[] words) => new(
        "m",
        new ModelConfiguration { Provider = "process", Model = "m", Command = ServerPrograms.Command(words) },
        "eval.config.json: $.models.m",
        _folder.File("cache"))
    {
        Folder = _folder.Path,
        Embeds = true,
    };
}
