namespace EvalHarness.Tests.Architecture;

public sealed class JudgeRoadTests
{
    [Fact]
    public void JudgesAreMadeByTheFunctionsOfTheKernelAlone() => Assert.Equal(
        ["src/EvalHarness.SemanticKernel/JudgeResolver.cs"],
        SourceFile.All
            .Where(file => file.RelativePath.StartsWith("src/", StringComparison.Ordinal)
                && file.Text.Contains("JudgeFactory.Create", StringComparison.Ordinal))
            .Select(file => file.RelativePath));
}
