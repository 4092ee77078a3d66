namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class JudgeDefinitionTests : IDisposable
{
    private readonly JudgeFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task EveryMistakeInAJudgesFilesIsFoundAtOnce()
    {
        _files.Prompt("cold.yaml", "{{report}} {{summary}}", "0");
        File.WriteAllText(_files.File("empty.txt"), " \n");
        InvalidInputException wrong = await Assert.ThrowsAsync<InvalidInputException>(() => JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("cold.yaml"),
            Review = _files.File("p.yaml"),
            Guide = _files.File("empty.txt"),
            Repeats = 2,
            Examples = new() { File = _files.File("examples.jsonl") },
        }));
        string all = string.Join('\n', wrong.Errors);
        Assert.Contains("does not use {{output}}", all, StringComparison.Ordinal);
        Assert.Contains("does not use {{verdicts}}", all, StringComparison.Ordinal);
        Assert.Contains("empty.txt: no text", all, StringComparison.Ordinal);
        Assert.Contains("temperature is 0", all, StringComparison.Ordinal);
        Assert.Contains("no field \"summary\"", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"report": "r", "output": "o", "verdict": 9, "reasoning": "r"}""", "the verdict \"9\"")]
    [InlineData("""{"report": "r", "output": "o", "verdict": 4}""", "no field \"reasoning\"")]
    [InlineData("""{"report": "r", "verdict": 4, "reasoning": "r"}""", "no field \"output\"")]
    public async Task AnExampleThatTeachesNothingIsRefused(string row, string found)
    {
        File.WriteAllText(_files.File("bad.jsonl"), row);
        InvalidInputException wrong = await Assert.ThrowsAsync<InvalidInputException>(() => JudgeFiles.ReadAsync(new()
        {
            Model = "m",
            Task = "t",
            Prompt = _files.File("p.yaml"),
            Examples = new() { File = _files.File("bad.jsonl") },
        }));
        Assert.Contains(found, Assert.Single(wrong.Errors).Actual, StringComparison.Ordinal);
    }
}
