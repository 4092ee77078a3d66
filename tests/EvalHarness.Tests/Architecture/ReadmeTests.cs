using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

public sealed class ReadmeTests
{
    [Fact]
    public void OneSolutionHoldsEveryProject()
    {
        string solution = File.ReadAllText(Assert.Single(Directory.GetFiles(RepositoryRoot.Combine(), "*.sln")));
        foreach (string folder in new[] { "src", "tests" })
        {
            Assert.All(
                Directory.GetFiles(RepositoryRoot.Combine(folder), "*.csproj", SearchOption.AllDirectories),
                project => Assert.Contains(Path.GetFileName(project) + "\"", solution, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheCommandThatRunsNamesItsProject() => Assert.Contains(
        CommandUnder("## Run it").Split(' '), word => Directory.Exists(RepositoryRoot.Combine(word)));

    [Fact]
    public void TheTestCommandIsTheOneThatIsRunBeforeAChangeLands() => Assert.Contains(
        CommandUnder("## Test it"), File.ReadAllText(RepositoryRoot.Combine(".ci", "run")), StringComparison.Ordinal);

    private static string CommandUnder(string heading)
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.Combine("README.md"));
        return lines.SkipWhile(line => line != heading).SkipWhile(line => line != "```").ElementAt(1);
    }
}
