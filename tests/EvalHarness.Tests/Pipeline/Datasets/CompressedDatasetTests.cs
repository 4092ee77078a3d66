using System.IO.Compression;
using System.Text;
using EvalHarness.Pipeline.Datasets;
using ZstdSharp;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class CompressedDatasetTests : IDisposable
{
    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d.jsonl", "\uFEFF{\"id\": \"a\", \"input\": \"é\"}\n{\"id\": \"b\", \"input\": \"\"}\n")]
    [InlineData("d.json", "[{\"id\": \"a\", \"input\": \"é\"}, {\"id\": \"b\", \"input\": \"\"}]")]
    [InlineData("d.csv", "id,input\na,é\nb,\"\"\n")]
    [InlineData("d.tsv", "id\tinput\na\té\nb\t\n")]
    public async Task CompressedFilesGiveTheSameSamples(string name, string content)
    {
        byte[] plain = Encoding.UTF8.GetBytes(content);
        foreach ((string extension, byte[] bytes) in new[] { (".gz", Gzip(plain)), (".ZST", Zstandard(plain)) })
        {
            string path = _folder.Write(name + extension, bytes);
            List<Sample> samples = await DatasetReaders.Open(path, new(), BadSamplePolicy.Stop)
                .ReadAsync(CancellationToken.None).ToListAsync();
            Assert.Equal(["a", "b"], samples.Select(sample => sample.Id));
            Assert.Equal("é", samples[0].Input);
        }
    }

    [Theory]
    [InlineData("d.jsonl.gz")]
    [InlineData("d.jsonl.zst")]
    public async Task ADamagedFileIsRefusedWithThePlace(string name)
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{{\"id\": \"{i * 7919 % 20011}\"}}\n"));
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] whole = name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(plain) : Zstandard(plain);
        Assert.Contains(
            await _folder.MistakesAsync(name, whole[..(whole.Length / 2)]),
            mistake => mistake.Contains("damaged compressed data behind ", StringComparison.Ordinal));
        Assert.Contains(
            await _folder.MistakesAsync(name, "no compressed file"u8.ToArray()),
            mistake => mistake.Contains("damaged compressed data behind 0 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARowThatSwellsBeyondTheLimitIsNotHeld()
    {
        byte[] swelling = Gzip(Encoding.UTF8.GetBytes("{\"id\": \"" + new string('a', 1 << 20) + "\"}\n"));
        Assert.Contains(
            await _folder.MistakesAsync("d.jsonl.gz", swelling, limits: new() { RowBytes = 1 << 16 }),
            mistake => mistake.Contains("a row of more than 65536 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("d.parquet.gz", "\".gz\"")]
    [InlineData("d.xml", "\".xml\"")]
    public void AnUnknownExtensionNamesTheKnownOnes(string name, string found)
    {
        InvalidInputException refused =
            Assert.Throws<InvalidInputException>(() => DatasetReaders.Open(name, new(), BadSamplePolicy.Stop));
        Assert.Contains(found, refused.Errors[0].Actual, StringComparison.Ordinal);
        Assert.Contains(".parquet", refused.Errors[0].Expected, StringComparison.Ordinal);
        Assert.False(DatasetReaders.IsDataset(name));
    }

    private static byte[] Gzip(byte[] content)
    {
        using MemoryStream memory = new();
        using (GZipStream gzip = new(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    private static byte[] Zstandard(byte[] content)
    {
        using MemoryStream memory = new();
        using (CompressionStream zstandard = new(memory))
        {
            zstandard.Write(content);
        }

        return memory.ToArray();
    }
}
