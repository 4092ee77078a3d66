using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class LargeDatasetTests
{
    private const int Rows = 20_000;

    private static readonly byte[] s_content = Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(0, Rows).Select(i => $"{{\"id\": \"q{i}\", \"input\": \"question {i} of many\"}}\n")));

    [Fact]
    public async Task ALargeFileIsReadWhereItLiesAndItsBytesAreComparedWhenItIsReadAgain()
    {
        using DatasetFolder folder = new();
        Steps steps = new();
        using DatasetCopies copies = new(steps, largestCopy: 1000);
        string path = folder.Write("d.jsonl", s_content);
        DatasetSummary summary = await CheckAsync(path, copies);
        Assert.Equal((Rows, Convert.ToHexStringLower(SHA256.HashData(s_content))), (summary.Samples, summary.Sha256));
        Assert.Equal(Rows, await ReadAsync(path, copies));
        FileProgress last = steps.Seen.Last(step => step.Step == "check");
        Assert.Equal((s_content.Length, s_content.Length), (last.Done, last.Total));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task ADatasetThatIsCheckedLateHoldsWhatAnEarlyCheckFinds(int? wanted)
    {
        using DatasetFolder folder = new();
        using DatasetCopies copies = new(largestCopy: 1000);
        string path = folder.Write("d.jsonl", [
            .. "{\"id\": 1, \"group\": \"a\"}\nbad\n{\"id\": 2, \"group\": \"a\"}\n"u8, .. s_content, .. "also bad\n"u8,
        ]);
        Assert.True(copies.IsLarge(path));
        LateCheckedDataset late = DatasetReaders.OpenUnchecked(path, new(), copies, wanted);
        int samples = await late.ReadAsync(CancellationToken.None)
            .Select(sample => late.Summary is null ? 1 : 0).SumAsync();
        DatasetSummary early = await DatasetReaders.CheckAsync(
            path, new(), BadSamplePolicy.Skip, copies, CancellationToken.None, wanted: wanted);
        Assert.Equal(early with { Skipped = [] }, late.Summary! with { Skipped = [] });
        Assert.Equal(early.Skipped, late.Summary!.Skipped);
        Assert.Equal(samples, early.Samples);
        Assert.Equal(wanted is null ? 2 : 1, early.Skipped.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700_000)]
    public async Task ALargeFileThatChangesAfterItsCheckIsRefusedWhenTheChangeIsRead(int place)
    {
        using DatasetFolder folder = new();
        using DatasetCopies copies = new(largestCopy: 1000);
        string path = folder.Write("d.jsonl", s_content);
        await CheckAsync(path, copies);
        byte[] changed = [.. s_content];
        changed[place] ^= 1;
        folder.Write("d.jsonl", changed);
        InvalidInputException refused =
            await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path, copies));
        Assert.Contains("another content than when it was checked", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsReadAheadOfItsSealIsComparedWithItLater()
    {
        using DatasetFolder folder = new();
        string path = folder.Write("d.jsonl", s_content);
        byte[] start = s_content[..FileSeal.BlockBytes];
        byte[] end = s_content[(s_content.Length / FileSeal.BlockBytes * FileSeal.BlockBytes)..];
        int last = s_content.Length / FileSeal.BlockBytes;
        using FileSeal same = new(File.OpenRead(path));
        Assert.True(same.Matches(last, end) && same.Matches(0, start) && same.Matches(last, end));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(s_content)), await same.GetSha256Async(_ => { }, default));
        end[0] ^= 1;
        Assert.False(same.Matches(last, end));
        using FileSeal changed = new(File.OpenRead(path));
        bool wasAhead = changed.Matches(last, end);
        string? hash = await changed.GetSha256Async(_ => { }, default);
        Assert.Equal(wasAhead, hash is null);
        Assert.False(changed.Matches(last, end));
    }

    [Fact]
    public async Task ALargeFileThatGrowsAfterItsCheckIsRefused()
    {
        using DatasetFolder folder = new();
        using DatasetCopies copies = new(largestCopy: 1000);
        string path = folder.Write("d.jsonl", s_content);
        await CheckAsync(path, copies);
        folder.Write("d.jsonl", [.. s_content, .. "{\"id\": \"one more\"}\n"u8]);
        await Assert.ThrowsAsync<InvalidInputException>(() => ReadAsync(path, copies));
    }

    [Fact]
    public async Task RowsBehindTheWantedSamplesAreNotReadWhereBadRowsAreSkipped()
    {
        using DatasetFolder folder = new();
        using DatasetCopies copies = new();
        string path = folder.Write("d.jsonl", [.. "{\"id\": 1}\nbad\n"u8, .. s_content, .. "also bad\n"u8]);
        DatasetSummary summary = await DatasetReaders.CheckAsync(
            path, new(), BadSamplePolicy.Skip, copies, CancellationToken.None, wanted: 3);
        Assert.Equal((3, 1), (summary.Samples, summary.Skipped.Count));
    }

    [Fact]
    public async Task AMistakeStandsBehindTheRowsBeforeItThoughRowsAreReadAhead()
    {
        using DatasetFolder folder = new();
        string path = folder.Write("d.jsonl", [.. s_content, .. "{\"id\": \"q7\"}\n"u8]);
        List<Sample> read = [];
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(async () =>
        {
            await foreach (Sample sample in DatasetReaders.Open(path, new(), BadSamplePolicy.Stop)
                .ReadAsync(CancellationToken.None))
            {
                read.Add(sample);
            }
        });
        Assert.Equal(Rows, read.Count);
        Assert.Contains("first used on line 8", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoStopsReadingStopsTheReadingAhead()
    {
        using DatasetFolder folder = new();
        string path = folder.Write("d.jsonl", s_content);
        await foreach (Sample sample in DatasetReaders.Open(path, new(), BadSamplePolicy.Stop)
            .ReadAsync(CancellationToken.None))
        {
            Assert.Equal("q0", sample.Id);
            break;
        }

        File.Delete(path);
        Assert.False(File.Exists(path));
    }

    private static Task<DatasetSummary> CheckAsync(string path, DatasetCopies copies) =>
        DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Stop, copies, CancellationToken.None);

    private static async Task<int> ReadAsync(string path, DatasetCopies copies) =>
        await DatasetReaders.Open(path, new(), BadSamplePolicy.Stop, copies)
            .ReadAsync(CancellationToken.None).CountAsync();

    private sealed class Steps : IProgress<FileProgress>
    {
        public List<FileProgress> Seen { get; } = [];

        public void Report(FileProgress value) => Seen.Add(value);
    }
}
