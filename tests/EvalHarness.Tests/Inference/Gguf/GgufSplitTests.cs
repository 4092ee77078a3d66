using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Gguf;

public sealed class GgufSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _whole;

    public GgufSplitTests() => _whole = new TinyGguf().WriteTo(_folder.File("whole.gguf"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void ThePartsTogetherAreTheModel(int parts)
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path, parts);
        using GgufFile whole = GgufFile.Open(_whole);
        using GgufFile split = GgufFile.Open(paths[0]);
        Assert.Equal(whole.Tensors.Select(tensor => tensor.Name), split.Tensors.Select(tensor => tensor.Name));
        Assert.All(whole.Tensors, tensor => Assert.True(tensor.Data.SequenceEqual(split.GetTensor(tensor.Name).Data)));
        Assert.Equal(paths.Sum(path => new FileInfo(path).Length), split.FileLength);
        Assert.Equal("llama", split.Metadata.GetString("general.architecture"));
        Assert.Equal(paths, GgufSplit.FilesOf(paths[0]));
    }

    [Fact]
    public async Task TheHashAndTheSizeAreThoseOfAllParts()
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path);
        (string before, long bytes) = await WeightsHash.ReadAsync(paths[0], CancellationToken.None);
        Assert.Equal(paths.Sum(path => new FileInfo(path).Length), bytes);
        byte[] second = await File.ReadAllBytesAsync(paths[1]);
        second[^1] ^= 1;
        await File.WriteAllBytesAsync(paths[1], second);
        Assert.NotEqual(before, (await WeightsHash.ReadAsync(paths[0], CancellationToken.None)).Sha256);
    }

    [Fact]
    public void AMissingPartIsNamedWithTheWayToMerge()
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path, 3);
        File.Delete(paths[1]);
        AssertRefused(
            paths[0],
            "part 1 of 3 without part 2",
            "m-00002-of-00003.gguf",
            "llama-gguf-split --merge m-00001-of-00003.gguf");
    }

    [Fact]
    public void ALaterPartNamesTheFirst()
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path);
        AssertRefused(
            paths[1], "part 2 of 2 of a split model", "part 1, m-00001-of-00002.gguf", "llama-gguf-split --merge");
    }

    [Fact]
    public void APartUnderAnotherNameIsRefused()
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path);
        File.Move(paths[0], _folder.File("renamed.gguf"));
        AssertRefused(_folder.File("renamed.gguf"), "part 1 of 2", "-00001-of-00002.gguf");
    }

    [Fact]
    public void APartOfAnotherModelIsRefused()
    {
        string[] paths = new SplitGguf().Write(_whole, _folder.Path);
        string[] three = new SplitGguf().Write(_whole, _folder.Path, 3, "other");
        File.Copy(three[1], paths[1], overwrite: true);
        AssertRefused(paths[0], "part 2 of 3", "part 2 of 2");
        File.Copy(paths[0], paths[1], overwrite: true);
        AssertRefused(paths[0], "part 1 of 2", "part 2 of 2");
        File.Copy(_whole, paths[1], overwrite: true);
        AssertRefused(paths[0], "not part of a split model");
        new SplitGguf { More = ("general.name", "another") }.Write(_whole, _folder.Path);
        AssertRefused(paths[0], "'general.name' with another, in part 1 tiny");
    }

    [Fact]
    public void TensorsThatAreMissingOrTwiceAreRefused()
    {
        string[] paths = new SplitGguf { TensorCount = 99 }.Write(_whole, _folder.Path);
        AssertRefused(paths[0], "20 tensors in 2 parts", "99");
        string[] good = new SplitGguf().Write(_whole, _folder.Path, name: "n");
        new SplitGguf().Write(_whole, _folder.Path, 1, "one");
        using (GgufFile first = GgufFile.Open(_folder.File("one-00001-of-00001.gguf")))
        {
            Assert.Equal(20, first.Tensors.Count);
        }

        File.Delete(good[1]);
        RewriteAsSecond(_whole, good[1]);
        AssertRefused(good[0], "which an earlier part contains");
    }

    [Theory]
    [InlineData(65_535u, "without part 2")]
    [InlineData(65_536u, "65536 in 'split.count'")]
    [InlineData(uint.MaxValue, "4294967295 in 'split.count'")]
    public void AbsurdCountsAreBounded(uint count, string found)
    {
        string[] paths = new SplitGguf { Count = count }.Write(_whole, _folder.Path);
        string named = _folder.File("m-00001-of-65535.gguf");
        File.Move(paths[0], named);
        AssertRefused(named, found);
    }

    [Fact]
    public void ACountOfAnotherTypeIsRefused()
    {
        string path = _folder.File("m-00001-of-00002.gguf");
        using (GgufWriter writer = GgufWriter.Create(path))
        {
            writer.Add("split.count", "two");
            writer.Complete();
        }

        AssertRefused(path, "split.count", "an unsigned 32-bit integer");
    }

    private static void RewriteAsSecond(string source, string path)
    {
        using GgufFile file = GgufFile.Open(source);
        using GgufWriter writer = GgufWriter.Create(path);
        writer.Add("split.no", 1u);
        writer.Add("split.count", 2u);
        writer.Add("split.tensors.count", (uint)file.Tensors.Count);
        writer.DeclareTensor(file.Tensors[0].Name, file.Tensors[0].Type, [.. file.Tensors[0].Dimensions]);
        writer.WriteData(file.Tensors[0].Data);
        writer.Complete();
    }

    private static void AssertRefused(string path, params string[] texts)
    {
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => GgufModelFile.Open(path));
        Assert.All(texts, text => Assert.Contains(text, refusal.Message, StringComparison.Ordinal));
    }
}
