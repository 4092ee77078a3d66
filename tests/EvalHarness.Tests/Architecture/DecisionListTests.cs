using System.Reflection;
using System.Text.RegularExpressions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Architecture;

public sealed partial class DecisionListTests
{
    [Fact]
    public void EveryTestThatADecisionRecordNamesExists()
    {
        HashSet<string> tests =
        [
            .. typeof(DecisionListTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
                .Select(method => $"{type.Name}.{method.Name}")),
        ];
        string[] named =
        [
            .. Directory.EnumerateFiles(RepositoryRoot.Combine("docs", "decisions"), "*.md")
                .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
        ];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex TestName();
}
