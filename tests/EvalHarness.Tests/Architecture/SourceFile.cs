using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

/// <summary>A C# file under <c>src</c>, as the architecture fences read it.</summary>
internal sealed partial record SourceFile(string RelativePath, string Text)
{
    /// <summary>Every hand-written C# file of the product.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine("src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(
                Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/'), File.ReadAllText(path)))];

    /// <summary>The project's folder name.</summary>
    public string Project => RelativePath.Split('/')[1];

    /// <summary>The file-scoped namespace; empty for top-level programs.</summary>
    public string Namespace => NamespaceLine().Match(Text).Groups[1].Value;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
