using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

public sealed partial class DocumentedPathTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/architecture.md")]
    public void EveryFileAndFolderThatADocumentNamesExists(string document)
    {
        string[] named =
        [
            .. Source().Matches(File.ReadAllText(RepositoryRoot.Combine(document.Split('/'))))
                .Select(match => match.Groups[1].Value),
        ];
        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, path => !Path.Exists(RepositoryRoot.Combine(path.TrimEnd('/').Split('/'))));
    }

    [GeneratedRegex("`((?:src|tests|docs|tools|samples)/[A-Za-z0-9_./-]*)`")]
    private static partial Regex Source();
}
