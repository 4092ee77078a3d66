namespace EvalHarness.Tests.Architecture;

public sealed class NamespaceTests
{
    [Fact]
    public void NoTwoNamespacesOfAProjectNeedEachOther()
    {
        foreach (IGrouping<string, SourceFile> project in SourceFile.All.GroupBy(file => file.Project))
        {
            Dictionary<string, HashSet<string>> uses = project
                .Where(file => file.Namespace.Length > 0)
                .GroupBy(file => file.Namespace)
                .ToDictionary(
                    group => group.Key,
                    group => group.SelectMany(file => file.Imports).Where(import => import != group.Key).ToHashSet());
            foreach (string start in uses.Keys)
            {
                Assert.DoesNotContain(start, Reachable(start, uses));
            }
        }
    }

    [Fact]
    public void TheFoldersThatTouchTheOutsideNeverUseOneAnother()
    {
        string[] folders = ["Datasets", "Prompts", "Models", "Storage", "Reporting"];
        string[] names = [.. folders.Select(folder => "EvalHarness.Pipeline." + folder)];
        IEnumerable<string> trespasses =
            from file in SourceFile.All
            let home = names.FirstOrDefault(name => IsUnder(file.Namespace, name))
            where home is not null
            from import in file.Imports
            where names.Any(name => name != home && IsUnder(import, name))
            select $"{file.RelativePath} uses {import}";
        Assert.Empty(trespasses);
    }

    private static bool IsUnder(string name, string root) =>
        name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static HashSet<string> Reachable(string start, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> seen = [];
        Stack<string> open = new(uses[start]);
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
