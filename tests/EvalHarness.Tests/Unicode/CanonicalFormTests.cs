using System.Text;
using EvalHarness.Tests.Testing;
using EvalHarness.Unicode;

namespace EvalHarness.Tests.Unicode;

public sealed class CanonicalFormTests
{
    // The examples of UAX #15 and of its test file: marks in any order, Hangul, exclusions, blocked marks.
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("s\u0323\u0307", "\u1E69")]
    [InlineData("s\u0307\u0323", "\u1E69")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b")]
    [InlineData("a\u0327\u0301", "\u00E1\u0327")]
    [InlineData("\uFB01", "\uFB01")]
    [InlineData("half \uD800 pair", "half \uD800 pair")]
    public void ATextIsComposed(string text, string expected) => Assert.Equal(expected, CanonicalForm.Compose(text));

    [Fact]
    public void ComposingTwiceIsComposingOnce() => Laws.Hold((string? text) =>
        CanonicalForm.Compose(CanonicalForm.Compose(text ?? "")) == CanonicalForm.Compose(text ?? ""));

    // Blocks that no version of Unicode since the data's has added marks to: the runtime knows the machine's version.
    [Theory]
    [InlineData(0x0000, 0x085F)]
    [InlineData(0x0900, 0x0DFF)]
    [InlineData(0x1E00, 0x1FFF)]
    [InlineData(0x2100, 0x22FF)]
    [InlineData(0x3000, 0x318F)]
    [InlineData(0xAC00, 0xD7A3)]
    [InlineData(0xF900, 0xFB4F)]
    [InlineData(0x1D100, 0x1D1FF)]
    [InlineData(0x2F800, 0x2FA1D)]
    public void EveryCharacterIsComposedAsTheRuntimeDoesIt(int first, int last)
    {
        for (int code = first; code <= last; code++)
        {
            string text = "a" + char.ConvertFromUtf32(code) + "\u0301\u0323";
            Assert.Equal(text.Normalize(NormalizationForm.FormC), CanonicalForm.Compose(text));
        }
    }
}
