using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Runs;

namespace EvalHarness.Tests.Cli.Rendering;

public sealed class LineProgressTests
{
    [Fact]
    public void ALineComesEveryFewSecondsAndAtTheEnd()
    {
        using StringWriter log = new();
        SteppedTime time = new();
        LineProgress progress = new(log, time);
        for (int done = 0; done <= 20; done++)
        {
            progress.Report(new RunProgress("run", "q8_0", "answer", done, 20, Errors: 0));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        string[] lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("q8_0 answer 5/20, 1.0/s, 15 s left", lines[0]);
        Assert.Equal("q8_0 answer 20/20, 1.0/s", lines[^1]);
    }

    [Fact]
    public void ErrorsAreCountedAndControlCodesAreShown()
    {
        using StringWriter log = new();
        LineProgress progress = new(log, new SteppedTime());
        progress.Report(new RunProgress("run", "a\u001b[31m", "t", 0, 1, Errors: 0));
        progress.Report(new RunProgress("run", "a\u001b[31m", "t", 1, 1, Errors: 1));
        Assert.Contains("1 errors", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', log.ToString());
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan step) => _ticks += step.Ticks;
    }
}
