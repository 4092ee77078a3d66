using EvalHarness.Pipeline.Datasets;
using EvalHarness.Tests.Testing;
using ParquetSharp;

namespace EvalHarness.Tests.Pipeline.Datasets;

/// <summary>Files as Apache Arrow writes them.</summary>
public sealed class ParquetTypesTests : IDisposable
{
    private static readonly DateTime s_time = new DateTime(2024, 5, 6, 7, 8, 9, 123).AddTicks(4560);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryLogicalTypeIsReadAsTheTextOfItsValue()
    {
        Dictionary<string, string> fields = await ReadAsync(
            (new Column<DateTime>("millis", LogicalType.Timestamp(true, TimeUnit.Millis)), Of(s_time)),
            (new Column<DateTime>("micros", LogicalType.Timestamp(false, TimeUnit.Micros)), Of(s_time)),
            (new Column<Date>("date"), Of(new Date(1950, 1, 2))),
            (new Column<TimeSpan>("time", LogicalType.Time(true, TimeUnit.Millis)), Of(new TimeSpan(0, 1, 2, 3, 4))),
            (new Column<decimal>("wide", LogicalType.Decimal(29, 3)), Of(-0.001m)),
            (new Column<decimal>("narrow", LogicalType.Decimal(9, 2)), Of(1.5m)),
            (new Column<Guid>("uuid"), Of(new Guid("00112233-4455-6677-8899-aabbccddeeff"))),
            (new Column<byte[]>("bytes"), Of(new byte[] { 1, 2, 255 })),
            (new Column<sbyte>("int8"), Of((sbyte)-1)),
            (new Column<byte>("uint8"), Of((byte)255)),
            (new Column<ushort>("uint16"), Of((ushort)65535)),
            (new Column<uint>("uint32"), Of(uint.MaxValue)),
            (new Column<ulong>("uint64"), Of(ulong.MaxValue)),
            (new Column<float>("float"), Of(0.1f)),
            (new Column<double>("double"), Of(2d)),
            (new Column<double>("nan"), Of(double.NaN)),
            (new Column<bool>("bool"), Of(true)),
            (new Column<string>("text"), Of("hé🙂 \"quoted\"\n")));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["millis"] = "2024-05-06T07:08:09.1230000Z",
                ["micros"] = "2024-05-06T07:08:09.1234560Z",
                ["date"] = "1950-01-02T00:00:00.0000000Z",
                ["time"] = "01:02:03.0040000",
                ["wide"] = "-0.001",
                ["narrow"] = "1.50",
                ["uuid"] = "00112233-4455-6677-8899-aabbccddeeff",
                ["bytes"] = "AQL/",
                ["int8"] = "-1",
                ["uint8"] = "255",
                ["uint16"] = "65535",
                ["uint32"] = "4294967295",
                ["uint64"] = "18446744073709551615",
                ["float"] = "0.1",
                ["double"] = "2.0",
                ["nan"] = "NaN",
                ["bool"] = "true",
                ["text"] = "hé🙂 \"quoted\"\n",
            },
            fields);
    }

    [Fact]
    public async Task AColumnThatOccursTwiceIsRefused()
    {
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(
            (new Column<string>("input"), Of("a")), (new Column<string>("input"), Of("b"))));
        Assert.Contains("duplicate column \"input\"", refused.Errors[0].Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CellsOfSeveralPagesAndDictionariesFollowOneAnother()
    {
        string path = _folder.File("d.parquet");
        using (WriterProperties pages = new WriterPropertiesBuilder()
            .DataPagesize(512).Compression(ParquetSharp.Compression.Zstd).Build())
        using (ParquetFileWriter file = new(
            path, [new Column<string>("id"), new Column<string?>("input"), new Column<string[]>("targets")], pages))
        {
            using RowGroupWriter group = file.AppendRowGroup();
            Write(group, Enumerable.Range(0, 5000).Select(i => $"q{i}"));
            Write(group, Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? null : $"input {i % 7}"));
            Write(group, Enumerable.Range(0, 5000).Select(i => Enumerable.Repeat($"t{i}", 1 + (i % 4)).ToArray()));
            file.Close();
        }

        List<Sample> samples = await DatasetReaders.Open(path, new(), BadSamplePolicy.Stop)
            .ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(5000, samples.Count);
        Assert.All(samples.Index(), row =>
        {
            (int i, Sample sample) = row;
            Assert.Equal(i % 3 == 0 ? "" : $"input {i % 7}", sample.Input);
            Assert.Equal(Enumerable.Repeat($"t{i}", 1 + (i % 4)), sample.Targets);
        });
    }

    private async Task<Dictionary<string, string>> ReadAsync(
        params (Column Column, Action<RowGroupWriter> Write)[] columns)
    {
        string path = _folder.File("types.parquet");
        using (ParquetFileWriter file = new(path, [.. columns.Select(column => column.Column)]))
        {
            using RowGroupWriter group = file.AppendRowGroup();
            Array.ForEach(columns, column => column.Write(group));
            file.Close();
        }

        Sample sample = await DatasetReaders.Open(path, new(), BadSamplePolicy.Stop)
            .ReadAsync(CancellationToken.None).SingleAsync();
        return new(sample.Fields);
    }

    private static Action<RowGroupWriter> Of<T>(T value) => group => Write(group, [value]);

    private static void Write<T>(RowGroupWriter group, IEnumerable<T> values)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch([.. values]);
    }
}
