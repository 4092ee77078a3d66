using System.Text;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Datasets;

/// <summary>Datasets made of texts.</summary>
internal sealed class DatasetFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder.File(name), content);
        return _folder.File(name);
    }

    /// <summary>Reads all samples of a file with this content.</summary>
    public Task<List<Sample>> ReadAsync(
        string name, string content, DatasetMapping? mapping = null, BadSamplePolicy policy = BadSamplePolicy.Stop) =>
        DatasetReaders.Open(Write(name, Encoding.UTF8.GetBytes(content)), mapping ?? new(), policy)
            .ReadAsync(CancellationToken.None).ToListAsync().AsTask();

    /// <summary>What a check says is wrong with a file of this content: <c>line: found; expected</c>.</summary>
    public async Task<string[]> MistakesAsync(
        string name, byte[] content, DatasetMapping? mapping = null, DatasetLimits? limits = null)
    {
        string path = Write(name, content);
        InvalidInputException thrown = await Assert.ThrowsAsync<InvalidInputException>(() =>
            DatasetReaders.CheckAsync(path, mapping ?? new(), BadSamplePolicy.Stop, CancellationToken.None, limits));
        Assert.All(thrown.Errors, mistake => Assert.StartsWith(path, mistake.Location, StringComparison.Ordinal));
        return [.. thrown.Errors.Select(mistake =>
            $"{mistake.Location![path.Length..].TrimStart(':')}: {mistake.Actual}; {mistake.Expected}. {mistake.Fix}")];
    }

    /// <summary>The same for a text.</summary>
    public Task<string[]> MistakesAsync(
        string name, string content, DatasetMapping? mapping = null, DatasetLimits? limits = null) =>
        MistakesAsync(name, Encoding.UTF8.GetBytes(content), mapping, limits);

    public void Dispose() => _folder.Dispose();
}
