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

    [Fact]
    public void EveryCharacterOfThePlanesInUseIsComposedAsTheRuntimeDoesIt()
    {
        foreach (int code in Enumerable.Range(0, 0x30000).Where(code => code is < 0xD800 or > 0xDFFF))
        {
            string text = "a" + char.ConvertFromUtf32(code) + "\u0301\u0323";

            // Characters that were assigned after the data's version are none of its business.
            if (Rune.GetUnicodeCategory(new Rune(code)) != System.Globalization.UnicodeCategory.OtherNotAssigned)
            {
                Assert.Equal(text.Normalize(NormalizationForm.FormC), CanonicalForm.Compose(text));
            }
        }
    }
}
