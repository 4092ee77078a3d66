using EvalHarness.Inference.Files;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models;

/// <summary>Models as the cache of a hub holds them: links to files elsewhere.</summary>
public sealed class LinkedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;
    private readonly string _link;

    public LinkedWeightsTests()
    {
        _file = TinyMemoryGguf.Write("gemma2", _folder.File("blob"));
        _link = _folder.File("model.gguf");
        File.CreateSymbolicLink(_folder.File("b"), "blob");
        File.CreateSymbolicLink(_link, "b");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AModelBehindLinksIsReadWhateverTheLengthOfTheLink()
    {
        using GgufFile direct = GgufFile.Open(_file);
        using GgufFile linked = GgufFile.Open(_link);
        Assert.Equal(direct.Tensors.Count, linked.Tensors.Count);
    }

    [Fact]
    public async Task ItsSizeAndHashAreThoseOfTheFile()
    {
        (string hash, long bytes) = await WeightsHash.ReadAsync(_file, CancellationToken.None);
        Assert.Equal(new FileInfo(_file).Length, bytes);
        Assert.Equal((hash, bytes), await WeightsHash.ReadAsync(_link, CancellationToken.None));
    }

    [Fact]
    public async Task AFolderOfLinksHasTheSizeOfItsFiles()
    {
        string folder = Directory.CreateDirectory(_folder.File("snapshot")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "model.onnx"), _file);
        (_, long bytes) = await WeightsHash.ReadAsync(folder, CancellationToken.None);
        Assert.Equal(new FileInfo(_file).Length, bytes);
    }

    [Fact]
    public void ALinkToNothingIsNoFile()
    {
        File.CreateSymbolicLink(_folder.File("lost.gguf"), "gone");
        Assert.False(FileTarget.Of(_folder.File("lost.gguf")).Exists);
        Assert.Throws<FileNotFoundException>(() => GgufFile.Open(_folder.File("lost.gguf")));
    }
}
