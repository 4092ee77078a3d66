using EvalHarness.Pipeline.Tasks;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

public sealed class TaskFileReaderTests : IDisposable
{
    private const string Minimal = "task: t\ndoc_to_text: \"{{q}}\"\ndoc_to_target: a\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheIncludingFileWinsAndNullTakesAway()
    {
        _folder.Write("_base_yaml", """
            test_split: test
            fewshot_split: dev
            output_type: multiple_choice
            doc_to_choice: ["A", "B"]
            num_fewshot: 5
            fewshot_config: {sampler: first_n}
            """);
        TaskFile task = TaskCase.Read(
            _folder, Minimal + "include: _base_yaml\nfewshot_split: null\nfewshot_config: {split: train}\n");

        Assert.Equal(TaskOutputType.MultipleChoice, task.OutputType);
        Assert.Equal(5, task.Shots);
        Assert.Equal("train", task.FewShot.Split);
        Assert.False(task.FewShot.TakesFirst);
    }

    [Fact]
    public void ALaterIncludeWinsOverAnEarlierOne()
    {
        _folder.Write("a.yaml", "description: first\nnum_fewshot: 1\n");
        _folder.Write("b.yaml", "description: second\n");
        TaskFile task = TaskCase.Read(_folder, Minimal + "include: [a.yaml, b.yaml]\n");

        Assert.Equal("second", task.Description!.Value);
        Assert.Equal(1, task.Shots);
    }

    [Fact]
    public void YamlIsReadAsVersionOnePointOne()
    {
        TaskFile task = TaskCase.Read(_folder, Minimal + """
            generation_kwargs: {do_sample: no, temperature: 0, max_gen_toks: 0x10, top_p: 0.95, until: []}
            target_delimiter: 'a\n'
            metadata: {version: 1.0}
            """);

        Assert.Equal(false, task.Generation["do_sample"]);
        Assert.Equal(0.0, task.Generation["temperature"]);
        Assert.Equal(16L, task.Generation["max_gen_toks"]);
        Assert.Empty(task.Until);
        Assert.Equal("a\\n", task.Fields.TargetDelimiter);
    }

    [Fact]
    public void WithoutStopTextsTheDelimiterOfExamplesStops()
    {
        Assert.Equal(["\n\n"], TaskCase.Read(_folder, Minimal).Until);
        Assert.Equal(
            ["##"],
            TaskCase.Read(_folder, Minimal + "fewshot_delimiter: '##'\ngeneration_kwargs: {max_gen_toks: 3}\n").Until);
    }

    [Fact]
    public void AZeroInTheFileCannotBeOverridden()
    {
        Assert.Equal(0, TaskCase.Read(_folder, Minimal + "num_fewshot: 0\n").ShotsFor(5));
        Assert.Equal(2, TaskCase.Read(_folder, Minimal + "num_fewshot: 4\n").ShotsFor(2));
        Assert.Equal(4, TaskCase.Read(_folder, Minimal + "num_fewshot: 4\n").ShotsFor(null));
    }

    // PyYAML accepts this text; the parser below does not, unless its lines are indented.
    [Fact]
    public void AQuotedTextMayGoOnAtTheMargin()
    {
        TaskFile task = TaskCase.Read(_folder, Minimal + "fewshot_config:\n  samples:\n    - q: \"one\n  two\"\n");

        Assert.Equal("one two", task.FewShot.Samples![0].GetProperty("q").GetString());
    }

    [Theory]
    [InlineData("doc_to_txt: x\n", "task.yaml:4", "Did you mean \"doc_to_text\"?")]
    [InlineData("output_type: choice\n", "task.yaml:4", "multiple_choice")]
    [InlineData("process_docs: !function utils.docs\n", "task.yaml:4", "transform: NAME")]
    [InlineData("metric_list:\n  - metric: acc\n    aggregation: !function utils.agg\n", "task.yaml:6", "utils.agg")]
    [InlineData("fewshot_config: {sampler: balanced}\n", "task.yaml:4", "first_n")]
    [InlineData("doc_to_choice: [yes, no]\n", "task.yaml:4", "quotes")]
    [InlineData("use_prompt: promptsource:x\n", "task.yaml:4", "doc_to_text")]
    [InlineData("include: missing.yaml\n", "task.yaml:4", "does not exist")]
    [InlineData("include: task.yaml\n", "task.yaml:4", "circle")]
    [InlineData("transform: hellswag\n", "task.yaml:4", "Did you mean \"hellaswag\"?")]
    [InlineData("a: *nowhere\n", "task.yaml:4", "*nowhere")]
    [InlineData("a: !!python/object:os.system x\n", "task.yaml:4", "tag")]
    [InlineData("a: [\n", "task.yaml", "YAML")]
    [InlineData("num_fewshot: many\n", "task.yaml:4", "whole number")]
    public void AMistakeIsNamedWithItsLineAndItsFix(string line, string place, string fix)
    {
        InvalidInputException failure = Assert.Throws<InvalidInputException>(
            () => TaskCase.Read(_folder, Minimal + line));

        Assert.Contains(failure.Errors, error => error.ToString().Contains(place, StringComparison.Ordinal)
            && error.ToString().Contains(fix, StringComparison.Ordinal));
    }

    [Fact]
    public void AliasesCannotExpandWithoutEnd()
    {
        IEnumerable<string> levels = Enumerable.Range(1, 12).Select(
            level => $"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]");
        string bomb = Minimal + "l0: &l0 [x, x]\n" + string.Join('\n', levels) + "\n";

        Assert.Contains(
            "aliases", Assert.Throws<InvalidInputException>(() => TaskCase.Read(_folder, bomb)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DepthAndSizeAreLimited()
    {
        string deep = Minimal + "metadata: " + new string('[', 10_000);

        Assert.Contains(
            "nesting", Assert.Throws<InvalidInputException>(() => TaskCase.Read(_folder, deep)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "bytes", Assert.Throws<InvalidInputException>(
                () => TaskCase.Read(_folder, Minimal + "# " + new string('x', 2_000_000))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AFunctionOfAKnownTaskNamesTheReadyTaskFile() => Assert.Contains(
        "tasks/hellaswag.yaml",
        Assert.Throws<InvalidInputException>(() => TaskCase.Read(
            _folder, "task: hellaswag\ndoc_to_text: q\ndoc_to_target: a\nprocess_docs: !function utils.x\n")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AGroupIsNoTask() => Assert.Contains(
        "group", Assert.Throws<InvalidInputException>(
            () => TaskCase.Read(_folder, "group: g\ntask: [a, b]\n")).Message, StringComparison.Ordinal);
}
