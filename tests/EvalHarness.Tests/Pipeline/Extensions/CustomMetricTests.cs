using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Extensions;

/// <summary>Metrics that users wrote: a type of an assembly, or a program.</summary>
public sealed class CustomMetricTests : IDisposable
{
    private static readonly MetricDefinition s_share = new(
        "custom:share", HigherIsBetter: true, IsPassFail: false, "A share.", MetricRange.Unit);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void AProgramScoresLineByLine()
    {
        using ProcessMetric metric = Program("""
            while read -r line; do
              case "$line" in
                *'"output":"half"'*) echo '{"id": "1", "value": 0.5}' ;;
                *'"output":"none"'*) echo '{"id": "1", "value": null, "reason": "nothing to see"}' ;;
                *'"output":"much"'*) echo '{"id": "1", "value": 2}' ;;
                *'"output":"other"'*) echo '{"id": "2", "value": 1}' ;;
                *) echo 'no JSON' ;;
              esac
            done
            """);

        Assert.Equal(0.5, Score(metric, "half").Value);
        Assert.Equal("nothing to see", Score(metric, "none").Reason);
        Assert.Contains("outside of 0 to 1", Score(metric, "much").Reason, StringComparison.Ordinal);
        Assert.Contains("another \"id\"", Score(metric, "other").Reason, StringComparison.Ordinal);
        Assert.Contains("not JSON", Score(metric, "odd").Reason, StringComparison.Ordinal);
        Assert.Equal(0.5, Score(metric, "half").Value);
    }

    [LinuxFact]
    public void AProgramThatEndsIsStartedAgainAndThreeFailuresAreEnough()
    {
        using ProcessMetric metric = Program("read -r line; echo >> starts; exit 1");

        for (int i = 0; i < 5; i++)
        {
            Assert.Null(Score(metric, "text").Value);
        }

        Assert.Equal(3, File.ReadAllText(_folder.File("starts")).Length);
        Assert.Contains("failed 3 times", Score(metric, "text").Reason, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void AProgramThatGivesNoLineIsNotWaitedForForEver()
    {
        using ProcessMetric metric = Program("sleep 600", TimeSpan.FromMilliseconds(200));

        Assert.Contains("no line within", Score(metric, "text").Reason, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void AProgramThatReadsNothingIsNotWaitedForForEverEither()
    {
        using ProcessMetric metric = Program("sleep 600", TimeSpan.FromMilliseconds(200));

        Assert.Contains("no line within", Score(metric, new string('x', 1 << 20)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAssemblyWithoutMetricsIsRefusedWithTheFix()
    {
        (ExitCode code, string error) = await ValidateAsync(
            $$"""{ "assembly": "{{KernelSample.AssemblyPath.Replace("\\", "/", StringComparison.Ordinal)}}" }""");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("KernelAssembly.dll, which has no metric", error, StringComparison.Ordinal);
        Assert.Contains("implements IMetric", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramMustSayWhichDirectionIsBetter()
    {
        (ExitCode code, string error) = await ValidateAsync("""{ "command": ["sh", "x.sh"] }""");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("no key \"higherIsBetter\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMetricThatIsNotThereIsNamed()
    {
        (ExitCode code, string error) = await ValidateAsync(
            """{ "command": ["sh", "x.sh"], "higherIsBetter": true }""", metric: "custom:polit");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("\"custom:polit\"", error, StringComparison.Ordinal);
    }

    private static Score Score(ProcessMetric metric, string output) =>
        metric.Score(new Sample { Id = "1", Input = "?" }, new ModelOutput { SampleId = "1", Text = output });

    private ProcessMetric Program(string script, TimeSpan? timeout = null) => new(
        s_share,
        ProgramCommand.Find(["/bin/sh", _folder.Write("metric.sh", script)], _folder.Path, "command"),
        timeout ?? TimeSpan.FromSeconds(30));

    private async Task<(ExitCode Code, string Error)> ValidateAsync(string section, string metric = "custom:polite")
    {
        _folder.Write("answers.jsonl", """{"contains": "", "answer": "A"}""");
        _folder.Write("rows.jsonl", """{"input": "x", "target": "A"}""");
        _folder.Write("p.yaml", "name: p\ntemplate: '{{$input}}'\n");
        string configuration = _folder.Write("eval.config.json", $$"""
            {
              "name": "own",
              "models": { "a": { "provider": "scripted", "path": "answers.jsonl" },
                          "b": { "provider": "scripted", "path": "answers.jsonl" } },
              "baseline": "a",
              "candidates": ["b"],
              "customMetrics": { "polite": {{section}} },
              "tasks": { "t": { "dataset": "rows.jsonl", "prompt": "p.yaml", "input": "input", "target": "target",
                                "metrics": ["{{metric}}"] } }
            }
            """);
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["validate", "--config", configuration], new Terminal(TextWriter.Null, error), CancellationToken.None);
        return (code, error.ToString());
    }
}
