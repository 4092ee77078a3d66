using System.Text.RegularExpressions;

namespace EvalHarness.Tests.Architecture;

public sealed partial class StyleTests
{
    [Fact]
    public void ASourceFileFitsAFewScreens()
    {
        Assert.Empty(SourceFile.All
            .Select(file => (file.RelativePath, Lines: file.Text.AsSpan().Count('\n')))
            .Where(file => file.Lines > (file.RelativePath.Contains("/Kernels/", StringComparison.Ordinal) ? 400 : 300))
            .Select(file => $"{file.RelativePath}: {file.Lines} lines"));
    }

    [Fact]
    public void ALineHasAtMostOneHundredAndTwentyCharacters()
    {
        Assert.Empty(
            from file in SourceFile.All
            from line in file.Text.Split('\n').Index()
            where line.Item.Length > 120
            select $"{file.RelativePath}:{line.Index + 1}: {line.Item.Length} characters");
    }

    [Fact]
    public void NothingIsNamedAfterAShelfForOddments()
    {
        Assert.DoesNotContain(
            SourceFile.All.Select(file => file.RelativePath),
            path => Shelf().IsMatch(Path.GetFileNameWithoutExtension(path)) || ShelfFolder().IsMatch(path));
    }

    [Fact]
    public void NothingIsLeftUnfinished()
    {
        Assert.DoesNotContain(SourceFile.All, file => Unfinished().IsMatch(file.Text));
    }

    [GeneratedRegex("(Helper|Helpers|Utils|Utility|Manager|Common|Service|Processor)$")]
    private static partial Regex Shelf();

    [GeneratedRegex("/(Common|Helpers|Utils|Utilities|Misc|Services)/")]
    private static partial Regex ShelfFolder();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|#region")]
    private static partial Regex Unfinished();
}
