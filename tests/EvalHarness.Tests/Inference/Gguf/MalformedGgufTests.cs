using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Gguf;

public sealed class MalformedGgufTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnotherMagicIsRefusedAtTheFirstByte() =>
        AssertRefused(new GgufBytes(magic: "GGML"), 0, "the magic 'GGUF'");

    [Theory]
    [InlineData(1u, "version 1")]
    [InlineData(4u, "version 4")]
    [InlineData(0x03000000u, "big-endian")]
    public void AnotherVersionIsRefused(uint version, string found) =>
        AssertRefused(new GgufBytes(version: version), 4, found);

    [Fact]
    public void VersionTwoIsRead()
    {
        using GgufFile file = Open(new GgufBytes(version: 2, entries: 1).Entry("a", 1));
        Assert.Equal(1u, file.Metadata.GetUInt32("a"));
    }

    [Theory]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void AbsurdCountsAreRefusedBeforeAllocation(ulong count)
    {
        AssertRefused(new GgufBytes(tensors: count).Data(64), 8, "tensors");
        AssertRefused(new GgufBytes(entries: count).Data(64), 16, "metadata entries");
        AssertRefused(new GgufBytes(entries: 1).UInt64(count).Data(64), 24, "bytes of a metadata key");
        AssertRefused(new GgufBytes(entries: 1).Text("a").Int32(8).UInt64(count).Data(9), 37, "the value of 'a'");
        foreach (int element in Enumerable.Range(0, 13).Except([9]))
        {
            AssertRefused(
                new GgufBytes(entries: 1).Text("a").Int32(9).Int32(element).UInt64(count).Data(9), 41, "elements");
        }
    }

    [Fact]
    public void ArraysOfArraysAreRefused() =>
        AssertRefused(new GgufBytes(entries: 1).Text("a").Int32(9).Int32(9).UInt64(1).Data(64), 37, "array of arrays");

    [Fact]
    public void AnUnknownValueTypeIsRefused() =>
        AssertRefused(new GgufBytes(entries: 1).Text("a").Int32(13).Data(64), 33, "value type 13");

    [Fact]
    public void ABooleanIsNeitherTwoNorMore() =>
        AssertRefused(new GgufBytes(entries: 1).Text("a").Int32(7).Bytes(2).Data(9), 37, "2 as a boolean");

    [Fact]
    public void InvalidUtf8IsRefused() =>
        AssertRefused(new GgufBytes(entries: 1).UInt64(2).Bytes(0xC3, 0x28).Int32(4).Int32(1), 32, "invalid UTF-8");

    [Fact]
    public void AKeyOccursOnce() =>
        AssertRefused(new GgufBytes(entries: 2).Entry("a", 1).Entry("a", 1), 41, "duplicate metadata key 'a'");

    [Theory]
    [InlineData(0u)]
    [InlineData(24u)]
    [InlineData(1u << 31)]
    public void AnAlignmentIsASmallPowerOfTwo(uint alignment) =>
        AssertRefused(new GgufBytes(entries: 1).Entry("general.alignment", alignment), 53, "general.alignment");

    [Fact]
    public void AStatedAlignmentMovesTheData()
    {
        using GgufFile file = Open(new GgufBytes(tensors: 1, entries: 1)
            .Entry("general.alignment", 128).Tensor("x", 0, 0, 4).Data(96));
        Assert.Equal(128, file.Tensors[0].FileOffset);
    }

    [Fact]
    public void ATensorNameOccursOnce() =>
        AssertRefused(
            new GgufBytes(tensors: 2).Tensor("x", 0, 0, 8).Tensor("x", 0, 32, 8).Data(64), 57, "duplicate tensor 'x'");

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void ADimensionIsPositiveAndFits(long dimension)
    {
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 0, dimension).Data(64), 24, null);
        AssertRefused(
            new GgufBytes(tensors: 1).Tensor("x", 0, 0, 8, dimension, dimension, dimension).Data(64), 24, null);
    }

    [Fact]
    public void DimensionsWhoseProductWrapsAreRefused() =>
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 0, 1L << 32, 1L << 32, 2).Data(64), 24, "dimensions");

    [Fact]
    public void ATensorHasOneToFourDimensions()
    {
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 0).Data(64), 24, "0 dimensions");
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 0, 1, 1, 1, 1, 1).Data(64), 24, "5 dimensions");
    }

    [Fact]
    public void ARowHoldsWholeBlocks() =>
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 8, 0, 48).Data(64), 24, "a multiple of 32");

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(1000)]
    public void AnUnknownTensorTypeIsRefused(int type) =>
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", type, 0, 32).Data(640), 24, $"type {type}");

    [Fact]
    public void DataLiesInsideTheFile()
    {
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 0, 16).Data(63), 24, "inside the 63 bytes");
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 64, 1).Data(64), 24, "inside");
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 1UL << 62, 1).Data(64), 24, "inside");
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, ulong.MaxValue - 31, 1).Data(64), 24, "offset");
        AssertRefused(new GgufBytes(tensors: 1).Tensor("x", 0, 7, 1).Data(64), 24, "offset 7");
    }

    [Fact]
    public void TensorsDoNotOverlap() =>
        AssertRefused(
            new GgufBytes(tensors: 2).Tensor("x", 0, 0, 9).Tensor("y", 0, 32, 8).Data(64), 57, "overlapping 'x'");

    [Fact]
    public void EveryTruncationIsRefused()
    {
        byte[] whole = File.ReadAllBytes(new TinyGguf { LayerCount = 1 }.WriteTo(_folder.File("whole.gguf")));
        string path = _folder.File("short.gguf");
        int step = Math.Max(1, whole.Length / 400);
        for (int length = 0; length < whole.Length - 32; length += length < 600 ? 1 : step)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            Assert.Throws<GgufFormatException>(() => GgufFile.Open(path).Dispose());
        }
    }

    [Fact]
    public void RandomDamageIsRefusedOrHarmless()
    {
        byte[] whole = File.ReadAllBytes(new TinyGguf { LayerCount = 1 }.WriteTo(_folder.File("whole.gguf")));
        string path = _folder.File("flipped.gguf");
        Random random = new(20_260_101);
        int refused = 0;
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            int reach = round % 3 == 0 ? 600 : 12_000;
            for (int flip = random.Next(1, 5); flip > 0; flip--)
            {
                damaged[random.Next(reach)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(path, damaged);
            refused += TryRead(path) ? 0 : 1;
        }

        Assert.InRange(refused, 100, 600);
    }

    private static bool TryRead(string path)
    {
        try
        {
            using GgufFile file = GgufFile.Open(path);
            long sum = 0;
            foreach (GgufTensor tensor in file.Tensors)
            {
                sum += tensor.Data[0] + tensor.Data[^1];
            }

            _ = ModelInspection.From(file);
            _ = TokenizerFactory.FromGguf(file).Encode("the <s>", addSpecial: true, parseSpecial: true);
            return sum >= 0;
        }
        catch (GgufFormatException)
        {
            return false;
        }
    }

    private void AssertRefused(GgufBytes bytes, long offset, string? message)
    {
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => Open(bytes).Dispose());
        Assert.Equal(offset, refusal.ByteOffset);
        Assert.Contains(message ?? "", refusal.Message, StringComparison.Ordinal);
    }

    private GgufFile Open(GgufBytes bytes) => GgufFile.Open(bytes.WriteTo(_folder.File("m.gguf")));
}
