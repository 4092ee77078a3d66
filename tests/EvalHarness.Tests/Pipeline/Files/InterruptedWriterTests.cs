using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Files;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Files;

public sealed class InterruptedWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.gguf")]
    [InlineData("base.logp")]
    [InlineData("onnx")]
    public void AnInterruptedWriterLeavesNoTarget(string name)
    {
        string target = _folder.File("made/" + name);
        using (Begin(name, target))
        {
            Assert.False(Path.Exists(target));
            Assert.StartsWith(
                $".{name}.",
                Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(_folder.File("made")))),
                StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("made")));
    }

    [Theory]
    [InlineData("model.gguf")]
    [InlineData("base.logp")]
    public void AnInterruptedWriterKeepsTheOlderFile(string name)
    {
        string target = _folder.Write(name, "old");
        using (Begin(name, target))
        {
            Assert.Equal("old", File.ReadAllText(target));
        }

        Assert.Equal("old", File.ReadAllText(target));
    }

    [Fact]
    public void AFolderWhoseWritingFailsLeavesNoTarget()
    {
        string target = _folder.File("made/exported");
        Assert.Throws<InvalidOperationException>(() => OutputFile.WriteFolder<int>(target, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "model.onnx"), "half");
            Assert.False(Path.Exists(target));
            throw new InvalidOperationException("half-way");
        }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("made")));
    }

    private IDisposable Begin(string name, string target)
    {
        switch (name)
        {
            case "model.gguf":
                GgufWriter model = GgufWriter.Create(target);
                model.DeclareTensor("x", TensorType.F32, 4);
                model.WriteData(new byte[8]);
                return model;
            case "base.logp":
                TokenListing tokens = new("base", ["a", "b"], [TokenKind.Normal, TokenKind.Normal], null);
                SavedBaseWriter saved = SavedBaseWriter.Create(target, tokens, new TextChunks(new int[8], 8, null), 1);
                saved.Add([1, 2], token: 0);
                return saved;
            default:
                GenAIModelFolder source = GenAIModelFolder.Read(new TinyOnnx().WriteTo(_folder.File("source")));
                GenAIFolderWriter folder = GenAIFolderWriter.Create(source, target);
                folder.CopyOthers(new HashSet<string>(), CancellationToken.None);
                return folder;
        }
    }
}
