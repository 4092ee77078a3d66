using System.Text;
using EvalHarness.Pipeline.Hub;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Hub;

public sealed class HubFilesTests : IDisposable
{
    private const string Address = "hf:owner/data/part/rows.jsonl";

    private static readonly byte[] s_content =
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("row\n", 50_000)));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFileIsDownloadedOnceAndTheTokenGoesToTheHubAlone()
    {
        await using FakeHub hub = new(s_content);
        HubFiles files = Open(hub, token: "hf_secret");

        string path = await files.LocateAsync(Address, "place", CancellationToken.None);
        string again = await files.LocateAsync(Address, "place", CancellationToken.None);

        Assert.Equal(path, again);
        Assert.Equal(s_content, await File.ReadAllBytesAsync(path));
        Assert.Equal(2, hub.Requests.Count);
        Assert.Contains(
            "GET /datasets/owner/data/resolve/main/part/rows.jsonl", hub.Requests.First(), StringComparison.Ordinal);
        Assert.Contains("Bearer hf_secret", hub.Requests.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", hub.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADownloadThatBrokeOffGoesOnWhereItEnded()
    {
        await using FakeHub hub = new(s_content) { BreaksOffAt = 70_000 };
        HubFiles files = Open(hub);

        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => files.LocateAsync(Address, "place", CancellationToken.None));
        string path = await files.LocateAsync(Address, "place", CancellationToken.None);

        Assert.Contains("goes on where it ended", failure.Errors[0].Fix, StringComparison.Ordinal);
        Assert.Equal(s_content, await File.ReadAllBytesAsync(path));
        Assert.Contains("Range: bytes=70000-", hub.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesWithAnotherHashAreThrownAway()
    {
        await using FakeHub hub = new(s_content) { Hash = new string('0', 64) };

        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => Open(hub).LocateAsync(Address, "place", CancellationToken.None));

        Assert.Contains("another hash", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories),
            file => file.Contains("rows.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfflineNothingIsAskedAndOnlyWhatIsKeptIsUsed()
    {
        await using FakeHub hub = new(s_content);
        HubFiles offline = Open(hub, isOffline: true);

        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => offline.LocateAsync(Address, "place", CancellationToken.None));
        Assert.Empty(hub.Requests);
        Assert.Contains("--offline", failure.Message, StringComparison.Ordinal);

        await Open(hub).LocateAsync(Address, "place", CancellationToken.None);
        Assert.True(File.Exists(await offline.LocateAsync(Address, "place", CancellationToken.None)));
    }

    [Theory]
    [InlineData(401, "HF_TOKEN")]
    [InlineData(404, "hf:OWNER/NAME/FILE")]
    public async Task ARefusalNamesTheFix(int status, string fix)
    {
        await using FakeHub hub = new(s_content) { Status = status };

        InvalidInputException failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => Open(hub).LocateAsync(Address, "place", CancellationToken.None));

        Assert.Contains(fix, failure.Errors[0].Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf:owner/data/../../etc/passwd")]
    [InlineData("hf:owner/data/a\\b.jsonl")]
    [InlineData("hf:../data/rows.jsonl")]
    [InlineData("hf:owner/data@../rows.jsonl")]
    [InlineData("hf:owner/data/rows.jsonl?x=1")]
    [InlineData("hf:owner/rows.jsonl")]
    [InlineData("hf:owner/data//rows.jsonl")]
    public void AnAddressCannotLeaveItsFolder(string address) => Assert.False(HubAddress.TryParse(address, out _));

    [Theory]
    [InlineData("hf:owner/data@v1.0/rows.jsonl", "hf:owner/data@v1.0/rows.jsonl")]
    [InlineData("hf://datasets/owner/data@main/part/rows.parquet", "hf:owner/data/part/rows.parquet")]
    public void ARevisionIsKept(string address, string shown)
    {
        Assert.True(HubAddress.TryParse(address, out HubAddress? parsed));
        Assert.Equal(shown, parsed.ToString());
    }

    private HubFiles Open(FakeHub hub, string? token = null, bool isOffline = false) => new(new HubOptions
    {
        Endpoint = hub.Address,
        Token = token,
        Folder = _folder.File("hub"),
        IsOffline = isOffline,
    });
}
