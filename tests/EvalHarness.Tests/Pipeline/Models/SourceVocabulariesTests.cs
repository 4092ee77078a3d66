using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

public sealed class SourceVocabulariesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SourceVocabularies _vocabularies = new();
    private int _reads;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileIsReadOnceForAllModelsThatAreMadeOfIt()
    {
        string path = _folder.Write("model.gguf", "a");
        Tokenizer first = Read(path, "gguf");
        Assert.Same(first, Read(path, "gguf"));
        Assert.Same(first, Read(Path.Combine(_folder.Path, ".", "model.gguf"), "gguf"));
        Assert.Equal(1, _reads);
    }

    [Fact]
    public void AnotherRuntimeAnotherFileAndAChangedOneAreReadAnew()
    {
        string path = _folder.Write("model.gguf", "a");
        Tokenizer first = Read(path, "gguf");
        Assert.NotSame(first, Read(path, "llama.cpp"));
        Assert.NotSame(first, Read(_folder.Write("other.gguf", "a"), "gguf"));
        File.WriteAllText(path, "longer");
        Assert.NotSame(first, Read(path, "gguf"));
        Assert.Equal(4, _reads);
    }

    private Tokenizer Read(string path, string runtime) => _vocabularies.TokenizerOf(path, runtime, () =>
    {
        _reads++;
        return TinyVocabulary.Bpe.CreateTokenizer();
    });
}
