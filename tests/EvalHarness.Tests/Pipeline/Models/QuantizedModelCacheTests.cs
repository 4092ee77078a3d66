using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

public sealed class QuantizedModelCacheTests
{
    private static readonly QuantizeConfiguration s_recipe = new() { Method = "rtn", Type = "q8_0" };

    [Fact]
    public async Task ACandidateIsMadeOnce()
    {
        using TemporaryFolder folder = new();
        (string path, string hash) = await GetAsync(folder);
        DateTime made = File.GetLastWriteTimeUtc(path);
        (string again, string sameHash) = await GetAsync(folder);
        Assert.Equal((path, hash), (again, sameHash));
        Assert.Equal(made, File.GetLastWriteTimeUtc(again));
        Assert.Equal(hash, await FileHash.Sha256Async(path, CancellationToken.None));
        using GgufFile file = GgufFile.Open(path);
        Assert.Equal(TensorType.Q8_0, file.GetTensor("blk.0.attn_q.weight").Type);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task ADamagedCandidateIsMadeAgain(int keptBytes)
    {
        using TemporaryFolder folder = new();
        (string path, string hash) = await GetAsync(folder);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..keptBytes]);
        Assert.Equal((path, hash), await GetAsync(folder));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task AFlippedBitIsNoticed()
    {
        using TemporaryFolder folder = new();
        (string path, string hash) = await GetAsync(folder);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Equal((path, hash), await GetAsync(folder));
        Assert.Equal(hash, await FileHash.Sha256Async(path, CancellationToken.None));
    }

    [Fact]
    public async Task FreshMakesItAgain()
    {
        using TemporaryFolder folder = new();
        (string path, string hash) = await GetAsync(folder);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.Equal((path, hash), await GetAsync(folder, remake: true));
        Assert.NotEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task WhoWaitsIsToldOfEveryTensorWhileItIsMade()
    {
        using TemporaryFolder folder = new();
        string weights = new TinyGguf().WriteTo(folder.File("source.gguf"));
        string hash = await FileHash.Sha256Async(weights, CancellationToken.None);
        RunSteps steps = new();
        ModelSource source = Source(folder) with { Progress = new QuantizingProgress("q8_0", steps) };
        QuantizedModelCache cache = new(folder.File("cache"), new GgufModelQuantizer());
        await cache.GetAsync(weights, hash, s_recipe, source, CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, steps.Seen.Count), steps.Seen.Select(step => step.Done));
        Assert.All(steps.Seen, step => Assert.Equal(("q8_0", "quantize"), (step.Model, step.Task)));
        int told = steps.Seen.Count;
        Assert.Equal(steps.Seen[^1].Total, told);
        await cache.GetAsync(weights, hash, s_recipe, source, CancellationToken.None);
        Assert.Equal(told, steps.Seen.Count);
    }

    private sealed class RunSteps : IProgress<RunProgress>
    {
        public List<RunProgress> Seen { get; } = [];

        public void Report(RunProgress value) => Seen.Add(value);
    }

    [Fact]
    public async Task NothingHalfMadeIsLeftBehind()
    {
        using TemporaryFolder folder = new();
        await GetAsync(folder);
        Assert.Empty(Directory.GetFiles(folder.File("cache"), "*.partial"));
    }

    [Fact]
    public async Task AModelFolderIsMadeOnceAndAgainWhenAFileOfItIsDamaged()
    {
        using TemporaryFolder folder = new();
        string source = new TinyOnnx().WriteTo(folder.File("model"));
        QuantizedModelCache cache = new(folder.File("cache"), new GenAIModelQuantizer());
        async Task<(string Path, string Sha256)> GetFolderAsync() => await cache.GetAsync(
            source,
            (await WeightsHash.ReadAsync(source, CancellationToken.None)).Sha256,
            new QuantizeConfiguration { Method = "rtn", Type = "int4" },
            Source(folder),
            CancellationToken.None);
        (string path, string hash) = await GetFolderAsync();
        Assert.Equal(hash, (await WeightsHash.ReadAsync(path, CancellationToken.None)).Sha256);
        string data = Path.Combine(path, "model.onnx.data");
        File.SetLastWriteTimeUtc(data, DateTime.UnixEpoch);
        Assert.Equal((path, hash), await GetFolderAsync());
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(data));
        File.Delete(data);
        Assert.Equal((path, hash), await GetFolderAsync());
        Assert.True(File.Exists(data));
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("cache"), "*.partial*"));
    }

    private static ModelSource Source(TemporaryFolder folder, bool remake = false) => new(
        "candidate", new ModelConfiguration { Provider = "gguf" }, "test", folder.File("cache"), remake);

    private static async Task<(string Path, string Sha256)> GetAsync(TemporaryFolder folder, bool remake = false)
    {
        string source = new TinyGguf().WriteTo(folder.File("source.gguf"));
        string hash = await FileHash.Sha256Async(source, CancellationToken.None);
        return await new QuantizedModelCache(folder.File("cache"), new GgufModelQuantizer()).GetAsync(
            source, hash, s_recipe, Source(folder, remake), CancellationToken.None);
    }
}
