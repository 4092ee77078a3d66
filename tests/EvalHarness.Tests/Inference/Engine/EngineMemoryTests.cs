using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Engine;

public sealed class EngineMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AContextWhoseKeysAndValuesDoNotFitIsRefusedBeforeTheyAreTaken()
    {
        string path = Write(new TinyGguf { ContextLength = 1 << 20 });
        EngineOptions options = new() { ContextLength = 1 << 20, MemoryLimitBytes = 200 << 20 };
        EngineMemoryException shortage = Assert.Throws<EngineMemoryException>(
            () => InferenceEngine.Load(path, options));
        Assert.Contains("a sequence of 1048576 tokens", shortage.Need, StringComparison.Ordinal);
        Assert.Contains("at most 210 MB", shortage.Limit, StringComparison.Ordinal);
        Assert.Contains("\"context\"", shortage.Fix, StringComparison.Ordinal);
        using GgufFile file = GgufFile.Open(path);
        Assert.Throws<EngineMemoryException>(() => InferenceEngine.Check(file, options));

        // The same model runs where the whole context is not asked for.
        InferenceEngine.Load(path, options with { ContextLength = null }).Dispose();
        InferenceEngine.Load(path, options with { ContextLength = 1 << 10 }).Dispose();
    }

    [Fact]
    public void AContextThatNoMachineHasRoomForIsRefusedByTheMemoryOfTheProcess()
    {
        string path = Write(new TinyGguf { ContextLength = 1 << 26 });
        ClaimLayers(path, 4096);
        EngineMemoryException shortage = Assert.Throws<EngineMemoryException>(
            () => InferenceEngine.Load(path, new EngineOptions { ContextLength = 1 << 26 }));
        Assert.Contains("\"context\"", shortage.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void AWidthWhoseBatchesDoNotFitIsRefusedAndNoContextWouldHelp()
    {
        string path = Write(new TinyGguf { EmbeddingLength = 32, LayerCount = 1, FeedForwardLength = 1 << 14 });
        EngineMemoryException shortage = Assert.Throws<EngineMemoryException>(() => InferenceEngine.Load(
            path, new EngineOptions { ContextLength = 64, MemoryLimitBytes = 32 << 20 }));
        Assert.DoesNotContain("\"context\"", shortage.Fix, StringComparison.Ordinal);
        Assert.Contains("llama.cpp", shortage.Fix, StringComparison.Ordinal);
    }

    /// <summary>
    /// Eight-bit keys and values are expanded to attend, per worker: more than they take themselves.
    /// </summary>
    [Fact]
    public async Task ARequestWhoseScratchDoesNotFitEndsAloneAndTheOthersKeepTheirBits()
    {
        string path = Write(new TinyGguf { EmbeddingLength = 128, ContextLength = 1 << 15 });
        EngineOptions options = new()
        {
            KeyValueType = TensorType.Q8_0,
            Threads = 4,
            BatchTokens = 64,
            MemoryLimitBytes = 16 << 20,
        };
        int[] brief = EngineProbe.Tokens(200, seed: 1);
        IReadOnlyList<double> alone;
        using (InferenceEngine engine = InferenceEngine.Load(path, options))
        {
            alone = await engine.ScoreTextAsync(brief);
        }

        using InferenceEngine shared = InferenceEngine.Load(path, options);
        Task<IReadOnlyList<double>> large = shared.ScoreTextAsync(EngineProbe.Tokens(30_000, seed: 2));
        Task<IReadOnlyList<double>> small = shared.ScoreTextAsync(brief);
        EngineMemoryException shortage = await Assert.ThrowsAsync<EngineMemoryException>(() => large);
        Assert.Contains("29999 tokens", shortage.Message, StringComparison.Ordinal);
        Assert.Equal(alone, await small);
        Assert.Equal(alone, await shared.ScoreTextAsync(brief));
    }

    private string Write(TinyGguf model) => model.WriteTo(_folder.File("model.gguf"));

    // The tensors are not there; what the model would need is counted before they are looked for.
    private static void ClaimLayers(string path, uint count)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf("llama.block_count"u8) + "llama.block_count".Length + sizeof(uint);
        BitConverter.TryWriteBytes(bytes.AsSpan(at), count);
        File.WriteAllBytes(path, bytes);
    }
}
