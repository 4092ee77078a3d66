using EvalHarness.Inference.Tokenization;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Tokenization;

// Windows as lm-evaluation-harness 0.4.13 makes them (get_rolling_token_windows), the prefix token being token 0.
public sealed class RollingWindowTests
{
    [Theory]
    [InlineData(0, 4, 1, "")]
    [InlineData(1, 4, 1, "0-1:1-2")]
    [InlineData(4, 4, 1, "0-4:1-5")]
    [InlineData(5, 4, 1, "0-4:1-5 1-5:5-6")]
    [InlineData(10, 4, 1, "0-4:1-5 4-8:5-9 6-10:9-11")]
    [InlineData(10, 4, 2, "0-4:1-5 3-7:5-8 6-10:8-11")]
    [InlineData(3, 1, 1, "0-1:1-2 1-2:2-3 2-3:3-4")]
    public void WindowsFeedAndPredictWhatTheFieldsDo(int tokens, int context, int given, string expected) =>
        Assert.Equal(expected, string.Join(' ', RollingWindow.Over(tokens + 1, context, given).Select(window =>
            $"{window.Start}-{window.End - 1}:{window.FirstPredicted}-{window.End}")));

    [Fact]
    public void EveryTokenButTheFirstIsPredictedOnceFromTokensThatFit() => Laws.Hold<byte, ushort>((length, drawn) =>
    {
        int context = 1 + (drawn % 40);
        RollingWindow[] windows = [.. RollingWindow.Over(length, context, 1 + (drawn / 40 % context))];
        return windows
            .SelectMany(window => Enumerable.Range(window.FirstPredicted, window.End - window.FirstPredicted))
            .SequenceEqual(Enumerable.Range(1, Math.Max(0, length - 1)))
            && windows.All(window => window.End - 1 - window.Start <= context && window.Start < window.FirstPredicted);
    });
}
