using EvalHarness.Pipeline.Models.Serving;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Serving;

public sealed class ServerLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void EveryLineIsKeptAndTheLastAreShown()
    {
        using (ServerLog log = Open())
        {
            foreach (int i in Enumerable.Range(1, 30))
            {
                log.Append(FormattableString.Invariant($"line {i}"));
            }

            string shown = log.Describe();
            Assert.Contains(log.Path, shown, StringComparison.Ordinal);
            Assert.Contains("| line 30\n", shown, StringComparison.Ordinal);
            Assert.Contains("| line 19\n", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("| line 18\n", shown, StringComparison.Ordinal);
        }

        Assert.Equal(30, File.ReadAllLines(_folder.File("m-19700101-000000-1.log")).Length);
    }

    [Fact]
    public void ASecretIsNeitherKeptNorShown()
    {
        using ServerLog log = Open();
        log.Append("token: hunter2");
        Assert.Contains("token: ${KEY}", log.Describe(), StringComparison.Ordinal);
        log.Dispose();
        Assert.Equal("token: ${KEY}\n", File.ReadAllText(log.Path));
    }

    [Fact]
    public void ControlCharactersReachTheFileAndNotTheReader()
    {
        using ServerLog log = Open();
        log.Append("\u001b[2Jgone");
        Assert.Contains("| \uFFFD[2Jgone", log.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void AServerThatPrintsNothingIsSaidTo()
    {
        using ServerLog log = Open();
        Assert.Equal($"(it printed nothing; its log: {log.Path})", log.Describe());
    }

    [Fact]
    public void EveryServerHasALogOfItsOwn()
    {
        using ServerLog one = Open();
        using ServerLog other = Open();
        Assert.NotEqual(one.Path, other.Path);
    }

    public void Dispose() => _folder.Dispose();

    private ServerLog Open() => ServerLog.Open(
        _folder.Path, "m", DateTimeOffset.UnixEpoch,
        text => text.Replace("hunter2", "${KEY}", StringComparison.Ordinal));
}
