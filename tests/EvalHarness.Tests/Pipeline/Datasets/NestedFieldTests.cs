using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Tests.Pipeline.Datasets;

public sealed class NestedFieldTests : IDisposable
{
    private const string Row = """
        {"id": 1, "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yes"}],
         "answers": {"text": ["a", "b"], "best": {"text": "a"}}, "a.b": "flat", "options": {"labels": ["x", "y"]}}
        """;

    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("messages[0].content", "Hi")]
    [InlineData("messages[-1].content", "Yes")]
    [InlineData("answers.best.text", "a")]
    [InlineData("answers.text[1]", "b")]
    [InlineData("a.b", "flat")]
    public async Task AFieldIsFoundByItsPath(string path, string expected)
    {
        Sample sample = Assert.Single(await ReadAsync(new() { Input = path }));
        Assert.Equal(expected, sample.Input);
    }

    [Fact]
    public async Task AListAtAPathIsSeveralTargetsOrChoices()
    {
        Sample sample = Assert.Single(
            await ReadAsync(new() { Target = "answers.text", Choices = "options.labels" }));
        Assert.Equal(["a", "b"], sample.Targets);
        Assert.Equal(["x", "y"], sample.Choices);
    }

    [Fact]
    public async Task JsonInAFieldOfADelimitedFileHasPathsToo()
    {
        List<Sample> samples = await _folder.ReadAsync(
            "d.csv", "id,answers\n1,\"{\"\"text\"\": [\"\"a\"\"]}\"\n", new DatasetMapping { Target = "answers.text" });
        Assert.Equal(["a"], Assert.Single(samples).Targets);
    }

    [Theory]
    [InlineData("messages[2].content")]
    [InlineData("messages[x].content")]
    [InlineData("messages.content")]
    [InlineData("answers.best.missing")]
    [InlineData("mesages[0].content")]
    public async Task APathThatLeadsNowhereIsNamed(string path)
    {
        string mistake = Assert.Single(await _folder.MistakesAsync(
            "d.jsonl", Row.ReplaceLineEndings(" "), new DatasetMapping { Input = path }));
        Assert.StartsWith("1: no field \"" + path, mistake, StringComparison.Ordinal);
    }

    private Task<List<Sample>> ReadAsync(DatasetMapping mapping) =>
        _folder.ReadAsync("d.jsonl", Row.ReplaceLineEndings(" "), mapping);
}
