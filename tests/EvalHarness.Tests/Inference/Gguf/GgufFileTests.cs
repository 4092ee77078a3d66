using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        string path = _folder.File("a.gguf");
        using (GgufWriter writer = GgufWriter.Create(path))
        {
            writer.Add("general.architecture", "llama");
            writer.Add("llama.block_count", 7u);
            writer.Add("f", 0.5f);
            writer.Add("b", true);
            writer.Add("s", ["é", "", "\u0120the"]);
            writer.Add("fs", [1f, -2f]);
            writer.Add("is", [1, -2, 3]);
            writer.DeclareTensor("x", TensorType.F32, 3, 2);
            writer.DeclareTensor("y", TensorType.Q8_0, 32);
            writer.WriteData(new byte[20]);
            writer.WriteData([1, 2, 3, 4, .. new byte[33], 9]);
            writer.Complete();
        }

        using GgufFile file = GgufFile.Open(path);
        Assert.Equal(3u, file.Version);
        Assert.Equal("llama", file.Metadata.GetString("general.architecture"));
        Assert.Equal(7u, file.Metadata.GetUInt32("llama.block_count"));
        Assert.Equal(0.5f, file.Metadata.GetFloat32("f"));
        Assert.True(file.Metadata.GetBool("b"));
        Assert.Equal(["é", "", "\u0120the"], file.Metadata.GetStrings("s"));
        Assert.Equal([1f, -2f], file.Metadata.GetFloats("fs"));
        Assert.Equal([1, -2, 3], file.Metadata.GetInt32s("is"));
        GgufTensor x = file.GetTensor("x");
        Assert.Equal([3L, 2L], x.Dimensions);
        Assert.Equal([1, 2, 3, 4], x.Data[20..].ToArray());
        Assert.Equal(12, x.Rows(1, 1).Length);
        GgufTensor y = file.GetTensor("y");
        Assert.Equal(34, y.ByteLength);
        Assert.Equal(9, y.Data[33]);
        Assert.Equal(0, y.FileOffset % 32);
    }

    [Fact]
    public void AWriterThatIsNotCompletedLeavesNothing()
    {
        using (GgufWriter writer = GgufWriter.Create(_folder.File("a.gguf")))
        {
            writer.DeclareTensor("x", TensorType.F32, 8);
            writer.WriteData(new byte[4]);
            Assert.Throws<InvalidOperationException>(() => writer.Complete());
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void EqualSettingsOfATinyModelGiveEqualBytes()
    {
        string first = new TinyGguf().WriteTo(_folder.File("1.gguf"));
        string second = new TinyGguf().WriteTo(_folder.File("2.gguf"));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void AnAbsentKeyIsNullOrReported()
    {
        using GgufFile file = GgufFile.Open(new TinyGguf().WriteTo(_folder.File("a.gguf")));
        Assert.Null(file.Metadata.FindString("general.absent"));
        GgufFormatException missing =
            Assert.Throws<GgufFormatException>(() => file.Metadata.GetUInt32("general.absent"));
        Assert.Contains("'general.absent'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AKeyOfAnotherTypeIsReportedAtItsPlace()
    {
        using GgufFile file = GgufFile.Open(new TinyGguf().WriteTo(_folder.File("a.gguf")));
        GgufFormatException wrong =
            Assert.Throws<GgufFormatException>(() => file.Metadata.GetUInt32("general.architecture"));
        Assert.True(file.Metadata.TryGet("general.architecture", out GgufMetadataEntry? entry));
        Assert.Equal(entry.ByteOffset, wrong.ByteOffset);
        Assert.Contains("String (llama)", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADisposedFileGivesNoData()
    {
        GgufFile file = GgufFile.Open(new TinyGguf().WriteTo(_folder.File("a.gguf")));
        GgufTensor tensor = file.Tensors[0];
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Data.Length);
    }
}
