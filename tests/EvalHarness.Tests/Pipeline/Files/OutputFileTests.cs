using EvalHarness.Pipeline.Files;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Files;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFileAppearsWhole()
    {
        string path = _folder.File("sub/report.txt");
        await OutputFile.WriteAsync(path, "new"u8.ToArray(), CancellationToken.None);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.File("sub")));
    }

    [Fact]
    public async Task AFailureKeepsTheOlderFileAndNothingElse()
    {
        string path = _folder.Write("report.txt", "old");
        await Assert.ThrowsAsync<InvalidOperationException>(() => OutputFile.WriteAsync(
            path,
            async stream =>
            {
                await stream.WriteAsync("ne"u8.ToArray());
                throw new InvalidOperationException("half-way");
            },
            CancellationToken.None));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task TheOlderFileStaysUntilTheNewOneIsComplete()
    {
        string path = _folder.Write("report.txt", "old");
        await OutputFile.WriteAsync(
            path,
            async stream =>
            {
                await stream.WriteAsync("new"u8.ToArray());
                await stream.FlushAsync();
                Assert.Equal("old", File.ReadAllText(path));
            },
            CancellationToken.None);
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public async Task WhatAKilledWriterLeftIsRemovedByTheNextAndWhatALivingOneWritesIsNot()
    {
        string path = _folder.File("report.txt");
        string left = _folder.Write($".report.txt.{Guid.NewGuid():N}.partial", "ne");
        string busy = _folder.File($".report.txt.{Guid.NewGuid():N}.partial");
        using FileStream writer = new(busy, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await OutputFile.WriteAsync(path, "new"u8.ToArray(), CancellationToken.None);
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(busy));
    }

    [Fact]
    public async Task ALinkLeadsToTheFileThatIsReplaced()
    {
        string path = _folder.Write("report.txt", "old");
        string link = _folder.File("latest.txt");
        File.CreateSymbolicLink(link, path);
        await OutputFile.WriteAsync(link, "new"u8.ToArray(), CancellationToken.None);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [LinuxFact]
    public async Task ADeviceIsWrittenToAndNotReplaced()
    {
        await OutputFile.WriteAsync("/dev/null", "new"u8.ToArray(), CancellationToken.None);
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        Assert.DoesNotContain(Directory.GetFiles("/dev"), name => name.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void AFolderTakesTheOlderOnesPlaceWhenItIsComplete()
    {
        string path = _folder.File("model");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "weights"), "old");
        File.WriteAllText(Path.Combine(path, "notes"), "mine");
        int written = OutputFile.WriteFolder(path, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "weights"), "new");
            Assert.Equal("old", File.ReadAllText(Path.Combine(path, "weights")));
            return 3;
        });
        Assert.Equal(3, written);
        Assert.Equal("new", File.ReadAllText(Path.Combine(path, "weights")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(path, "notes")));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(2, Directory.GetFileSystemEntries(path).Length);
    }

    [Fact]
    public void AFolderThatFailsLeavesTheOlderOne()
    {
        string path = _folder.File("model");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "weights"), "old");
        Assert.Throws<InvalidOperationException>(() => OutputFile.WriteFolder<int>(path, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "weights"), "ne");
            throw new InvalidOperationException("half-way");
        }));
        Assert.Equal("old", File.ReadAllText(Path.Combine(path, "weights")));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }
}
