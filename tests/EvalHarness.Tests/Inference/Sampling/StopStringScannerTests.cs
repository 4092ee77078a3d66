using EvalHarness.Inference.Sampling;

namespace EvalHarness.Tests.Inference.Sampling;

public sealed class StopStringScannerTests
{
    [Theory]
    [InlineData("one\ntwo", "one", "\n")]
    [InlineData("a END b", "a ", "END")]
    [InlineData("no stop here", "no stop here", "END")]
    [InlineData("ababac tail", "ab", "abac")]
    [InlineData("xabcd", "x", "bc", "abc")]
    [InlineData("xabcd", "xa", "bc", "abcd")]
    [InlineData("almost EN", "almost EN", "END")]
    [InlineData("é€END", "é€", "END")]
    public void TheFirstStopStringToBeCompletedCutsHoweverTheTextArrives(
        string text, string expected, params string[] stops)
    {
        for (int piece = 1; piece <= text.Length; piece++)
        {
            StopStringScanner scanner = new(stops);
            string kept = "";
            for (int i = 0; i < text.Length; i += piece)
            {
                kept += scanner.Feed(text.Substring(i, Math.Min(piece, text.Length - i)));
                Assert.StartsWith(kept, expected, StringComparison.Ordinal);
            }

            kept += scanner.Flush();
            Assert.Equal(expected, kept);
            Assert.Equal(expected != text, scanner.IsStopped);
        }
    }

    [Fact]
    public void TextThatCannotBeginAStopStringIsReleasedAtOnce()
    {
        StopStringScanner scanner = new(["END"]);
        Assert.Equal("abc", scanner.Feed("abc"));
        Assert.Equal("d", scanner.Feed("dE"));
        Assert.Equal("EX", scanner.Feed("X"));
    }
}
