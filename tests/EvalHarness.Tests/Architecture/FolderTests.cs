using EvalHarness.Pipeline;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Tests.Architecture;

public sealed class FolderTests
{
    [Fact]
    public void NoFoldersFormACircle()
    {
        Dictionary<string, HashSet<string>> uses = CompiledTypes.Uses
            .Where(use => use.Home != use.Target)
            .GroupBy(use => use.Home)
            .ToDictionary(group => group.Key, group => group.Select(use => use.Target).ToHashSet());
        IEnumerable<string> circles =
            from use in CompiledTypes.Uses
            where use.Home != use.Target && Reachable(use.Target, uses).Contains(use.Home)
            select use.ToString();
        Assert.Empty(circles);
    }

    [Fact]
    public void UsesInsideMethodsAndOfTheEnclosingFolderAreSeen()
    {
        Assert.Contains(CompiledTypes.Uses, use => use.User == nameof(EvalPipeline) && use.Used == nameof(RunPlanner));
        Assert.Contains(
            CompiledTypes.Uses,
            use => use.Home != use.Target && use.Home.StartsWith(use.Target + ".", StringComparison.Ordinal));
    }

    [Fact]
    public void TheFoldersThatTouchTheOutsideNeverUseOneAnother()
    {
        string[] folders = ["Datasets", "Prompts", "Models", "Storage", "Reporting"];
        string[] names = [.. folders.Select(folder => "EvalHarness.Pipeline." + folder)];
        Assert.Empty(
            from use in CompiledTypes.Uses
            let home = names.FirstOrDefault(name => IsUnder(use.Home, name))
            where home is not null && names.Any(name => name != home && IsUnder(use.Target, name))
            select use.ToString());
    }

    [Theory]
    [InlineData("EvalHarness.Pipeline.Analysis", "EvalHarness.Pipeline.Reporting", "rows in, Report out")]
    [InlineData("EvalHarness.Pipeline.Reporting", "EvalHarness.Pipeline.Analysis", "Report in, bytes out")]
    [InlineData("EvalHarness.Pipeline.Reporting", "EvalHarness.Pipeline.Runs", "Report in, bytes out")]
    [InlineData("EvalHarness.Pipeline.Analysis", "EvalHarness.Pipeline.Models", "rows in, Report out")]
    [InlineData("EvalHarness.Web", "EvalHarness.Pipeline.Analysis", "Report in, bytes out")]
    public void AFolderDoesNotUseWhatItsTaskDoesNotNeed(string folder, string other, string task)
    {
        TypeUse? trespass =
            CompiledTypes.Uses.FirstOrDefault(use => IsUnder(use.Home, folder) && IsUnder(use.Target, other));
        Assert.True(trespass is null, $"{folder} is \"{task}\", but {trespass}.");
    }

    private static bool IsUnder(string name, string root) =>
        name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static HashSet<string> Reachable(string start, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> seen = [];
        Stack<string> open = new([start]);
        while (open.TryPop(out string? next))
        {
            if (seen.Add(next) && uses.TryGetValue(next, out HashSet<string>? further))
            {
                foreach (string name in further)
                {
                    open.Push(name);
                }
            }
        }

        return seen;
    }
}
