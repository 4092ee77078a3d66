namespace EvalHarness.Tests;

public sealed class SpellingTests
{
    [Fact]
    public void ANearNameIsSuggested() =>
        Assert.Equal("Did you mean \"maxDrop\"?", Spelling.Suggest("maxdorp", ["metric", "maxDrop", "confidence"]));

    [Fact]
    public void WithoutANearNameAllAreListed() =>
        Assert.Equal("Known are \"metric\", \"maxDrop\".", Spelling.Suggest("colour", ["metric", "maxDrop"]));
}
