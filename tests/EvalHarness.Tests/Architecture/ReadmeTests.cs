using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

public sealed class ReadmeTests
{
    [Theory]
    [InlineData("## Run it")]
    [InlineData("## Test it")]
    public void ACommandForNewcomersNamesWhatItBuilds(string heading)
    {
        // A folder with two solutions has no default one.
        Assert.True(Directory.GetFiles(RepositoryRoot.Combine(), "*.sln").Length > 1);
        string command = CommandUnder(heading);
        string[] named = [.. command.Split(' ').Where(word => Path.Exists(RepositoryRoot.Combine(word)))];
        Assert.NotEmpty(named);
    }

    [Fact]
    public void TheTestCommandIsTheOneThatIsRunBeforeAChangeLands() => Assert.Contains(
        CommandUnder("## Test it"), File.ReadAllText(RepositoryRoot.Combine(".ci", "run")), StringComparison.Ordinal);

    private static string CommandUnder(string heading)
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.Combine("README.md"));
        return lines.SkipWhile(line => line != heading).SkipWhile(line => line != "```").ElementAt(1);
    }
}
