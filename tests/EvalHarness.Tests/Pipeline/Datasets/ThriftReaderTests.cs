using EvalHarness.Pipeline.Datasets.Parquet;
using EvalHarness.Statistics;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class ThriftReaderTests
{
    [Fact]
    public void MetadataThatSaysAnythingAtAllIsReadOrRefusedAndNeverFollowed()
    {
        SeededRandom random = new(5);
        for (int trial = 0; trial < 20_000; trial++)
        {
            byte[] bytes = [.. Enumerable.Range(0, random.Next(200)).Select(_ => (byte)random.Next(256))];
            Exception? refusal = Record.Exception(() => ParquetFooter.Read(bytes, dataEnd: 1000));
            Assert.True(refusal is null or InvalidDataException or EndOfStreamException, refusal?.ToString());
        }
    }

    [Fact]
    public void FieldsThatNestDeeperThanAStackBearsAreRefused()
    {
        // A list of 70 schema elements, each a group of one child.
        byte[] element = [0x55, 0x02, 0x00];
        byte[] schema = [0x29, 0xfc, 70, .. Enumerable.Repeat(element, 70).SelectMany(bytes => bytes), 0];
        InvalidDataException refusal =
            Assert.Throws<InvalidDataException>(() => ParquetFooter.Read(schema, dataEnd: 1000));
        Assert.Contains("64 levels", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StructuresThatNestWithoutEndAreRefused() => Assert.Throws<InvalidDataException>(
        () => ParquetFooter.Read(Enumerable.Repeat((byte)0x9c, 10_000).ToArray(), dataEnd: 1000));
}
