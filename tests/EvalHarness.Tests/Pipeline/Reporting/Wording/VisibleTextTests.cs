using EvalHarness.Pipeline.Reporting.Wording;
using FsCheck;
using FsCheck.Fluent;

namespace EvalHarness.Tests.Pipeline.Reporting.Wording;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain text\n\twith lines", "plain text\n\twith lines")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a⟨U+000D⟩b")]
    [InlineData("\u001b[31m", "⟨U+001B⟩[31m")]
    [InlineData("\u202Eevil\u202C", "⟨U+202E⟩evil⟨U+202C⟩")]
    [InlineData("a\u200Bb\uFEFF", "a⟨U+200B⟩b⟨U+FEFF⟩")]
    [InlineData("\U000E0041", "⟨U+E0041⟩")]
    [InlineData("naïve 東京 😀", "naïve 東京 😀")]
    public void InvisibleCharactersAreShownAndTextIsKept(string text, string visible) =>
        Assert.Equal(visible, VisibleText.From(text));

    [Fact]
    public void ALoneSurrogateIsShown() => Assert.Equal("⟨U+D800⟩x", VisibleText.From("\uD800x"));

    [Fact]
    public void WhatIsVisibleStaysAsItIs() => Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>>(text =>
        VisibleText.From(VisibleText.From(text.Get)) == VisibleText.From(text.Get)));
}
