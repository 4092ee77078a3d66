using System.Text.RegularExpressions;

namespace EvalHarness.Tests.Architecture;

public sealed partial class OneGeneratorTests
{
    /// <summary>The framework's own generator may draw other numbers from a seed in its next version.</summary>
    [Fact]
    public void SeededNumbersComeFromOneGenerator() => Assert.Equal(
        ["src/EvalHarness.Core/Statistics/Xoshiro256.cs"],
        SourceFile.All.Where(file => Generator().IsMatch(file.Text)).Select(file => file.RelativePath));

    // SplitMix64's multiplier, and the framework's generator with a seed.
    [GeneratedRegex(@"0xBF58476D1CE4E5B9|\bnew Random\(|\bRandom \w+ = new\(")]
    private static partial Regex Generator();
}
