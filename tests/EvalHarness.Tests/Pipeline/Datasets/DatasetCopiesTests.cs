using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class DatasetCopiesTests
{
    [Theory]
    [InlineData("d.jsonl", "{\"id\": \"first\"}\n")]
    [InlineData("d.json", "[{\"id\": \"first\"}]")]
    [InlineData("d.csv", "id,text\nfirst,a\n")]
    public async Task WhatWasReadFirstIsReadAgainWhenTheFileIsGone(string name, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        using DatasetFolder folder = new();
        using DatasetCopies copies = new();
        string path = folder.Write(name, bytes);
        DatasetSummary first = await CheckAsync(path, copies);
        File.Delete(path);
        Assert.Equal(
            ["first"],
            await DatasetReaders.Open(path, new(), BadSamplePolicy.Stop, copies)
                .ReadAsync(CancellationToken.None).Select(sample => sample.Id).ToArrayAsync());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), first.Sha256);
        Assert.Equal(first.Sha256, (await CheckAsync(path, copies)).Sha256);
    }

    [Fact]
    public async Task MistakesNameTheDatasetAndNotItsCopy()
    {
        using DatasetFolder folder = new();
        using DatasetCopies copies = new();
        string path = folder.Write("d.csv", "id,text\nfirst\n"u8.ToArray());
        InvalidInputException thrown =
            await Assert.ThrowsAsync<InvalidInputException>(() => CheckAsync(path, copies));
        Assert.Equal(path + ":2", Assert.Single(thrown.Errors).Location);
    }

    [Fact]
    public async Task CopiesAreDeletedWithTheirOwnerWhichMayBeDisposedAgain()
    {
        using DatasetFolder folder = new();
        string path = folder.Write("d.jsonl", "{}"u8.ToArray());
        using DatasetCopies copies = new();
        await using FileStream opened = (FileStream)await copies.OpenAsync(path, path, CancellationToken.None);
        Assert.True(File.Exists(opened.Name));
        await opened.DisposeAsync();
        copies.Dispose();
        Assert.False(File.Exists(opened.Name));
    }

    private static Task<DatasetSummary> CheckAsync(string path, DatasetCopies copies) =>
        DatasetReaders.CheckAsync(path, new(), BadSamplePolicy.Stop, copies, CancellationToken.None);
}
