using EvalHarness.Inference.Gguf;
using EvalHarness.LlamaCpp;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>Files that llama.cpp must not be given, or refuses: an error, never the end of the process.</summary>
public sealed class LlamaModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public LlamaModelFileTests() => _model = new TinyGguf().WriteTo(_folder.File("model.gguf"));

    public void Dispose() => _folder.Dispose();

    [LlamaFact]
    public void AFileThatIsCutOffIsRefusedWhereverItIsCut()
    {
        byte[] bytes = File.ReadAllBytes(_model);
        string cut = _folder.File("cut.gguf");
        for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 40))
        {
            File.WriteAllBytes(cut, bytes[..length]);
            Refuse(cut);
        }
    }

    [LlamaFact]
    public void AModelOfAnotherKindIsRefusedWithTheReason()
    {
        Assert.Contains("unknown model architecture", Refuse(Changed("general.architecture", "nonsuch")).Actual);
        Assert.Contains("adapter", Refuse(Changed("general.type", "adapter")).Actual);
        Assert.Contains("pre-tokenizer", Refuse(Changed("tokenizer.ggml.pre", "nonsuch")).Actual);
        Assert.Contains("no such file", Refuse(_folder.File("absent.gguf")).Actual);
        Assert.Contains("folder", Refuse(_folder.Path).Actual);
    }

    [LlamaFact]
    public void AVocabularyThatHasATokenTwiceIsRefused()
    {
        string[] tokens = TinyVocabulary.Bpe.Tokens;
        TinyVocabulary twice = TinyVocabulary.Bpe with { Tokens = [.. tokens[..^1], tokens[^2]] };
        string path = new TinyGguf { Vocabulary = twice }.WriteTo(_folder.File("twice.gguf"));
        Assert.Contains("twice in 'tokenizer.ggml.tokens'", Refuse(path).Actual);
    }

    [LlamaFact]
    public void NumbersThatNoModelHasAreRefused()
    {
        string[] keys =
        [
            "context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
            "attention.head_count_kv", "rope.dimension_count", "vocab_size",
        ];
        foreach (string key in keys)
        {
            foreach (uint value in (uint[])[0, 1, 3, 513, 1 << 30, uint.MaxValue])
            {
                TryLoad(Changed("llama." + key, value));
            }
        }
    }

    [LlamaFact]
    public void AnAdapterThatIsNoneOrIsForAnotherModelIsRefused()
    {
        string adapter = RepositoryRoot.Combine("models", "baseline-q4_0-lora.gguf");
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => LlamaEngine.Load(
            _model, new LlamaOptions { Threads = 1, AdapterPath = adapter }, CancellationToken.None));
        Assert.Contains("adapter", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => LlamaEngine.Load(
            _model, new LlamaOptions { Threads = 1, AdapterPath = _model }, CancellationToken.None));
    }

    [LlamaFact]
    public void LayersForAGpuNeedABackEndForOne()
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => LlamaEngine.Load(
            _model, new LlamaOptions { GpuLayers = 2 }, CancellationToken.None));
        Assert.Contains("-p:LlamaPackage", Assert.Single(refusal.Errors).Fix, StringComparison.Ordinal);
    }

    [LlamaFact]
    public void LoadingEndsWhenItIsCancelled() => Assert.ThrowsAny<OperationCanceledException>(() => LlamaEngine.Load(
        _model, new LlamaOptions { Threads = 1 }, new CancellationToken(canceled: true)));

    private static InputError Refuse(string path) =>
        Assert.Single(Assert.Throws<InvalidInputException>(() => Load(path)).Errors);

    // Some of the numbers make a model that is odd, but sound.
    private static void TryLoad(string path)
    {
        try
        {
            Load(path);
        }
        catch (InvalidInputException)
        {
            // Refused, which is as good.
        }
    }

    private static void Load(string path) => LlamaEngine.Load(
        path, new LlamaOptions { Threads = 1, Sequences = 1, ContextLength = 64 }, CancellationToken.None).Dispose();

    private string Changed(string key, object value)
    {
        using GgufFile file = GgufFile.Open(_model);
        string path = _folder.File("changed.gguf");
        using GgufWriter writer = GgufWriter.Create(path);
        foreach (GgufMetadataEntry entry in file.Metadata.Entries.Where(entry => entry.Key != key))
        {
            writer.Add(entry);
        }

        if (value is uint number)
        {
            writer.Add(key, number);
        }
        else
        {
            writer.Add(key, (string)value);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.DeclareTensor(tensor.Name, tensor.Type, [.. tensor.Dimensions]);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.WriteData(tensor.Data);
        }

        writer.Complete();
        return path;
    }
}
