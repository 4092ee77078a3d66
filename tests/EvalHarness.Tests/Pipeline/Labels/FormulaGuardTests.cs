using EvalHarness.Pipeline.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Labels;

public sealed class FormulaGuardTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-cmd|' /C calc'!A0")]
    [InlineData("@SUM(A1)")]
    [InlineData("  =1+1")]
    [InlineData("\t=1+1")]
    [InlineData("\r\n=1+1")]
    [InlineData("＝1+1")]
    public void WhatASpreadsheetWouldEvaluateStartsWithAnApostrophe(string text)
    {
        Assert.Equal("'" + text, FormulaGuard.Guard(text));
        Assert.Equal(text, FormulaGuard.Unguard(FormulaGuard.Guard(text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a text")]
    [InlineData("1 - 2")]
    [InlineData("don't")]
    public void OtherTextStaysAsItIs(string text) => Assert.Equal(text, FormulaGuard.Guard(text));

    [Theory]
    [InlineData("'quoted'")]
    [InlineData("''")]
    [InlineData("'=already")]
    public void AnApostropheOfOnesOwnSurvives(string text) =>
        Assert.Equal(text, FormulaGuard.Unguard(FormulaGuard.Guard(text)));

    [Fact]
    public void EveryTextComesBackAsItWas() => Laws.Hold((string? text) =>
        FormulaGuard.Unguard(FormulaGuard.Guard(text ?? "")) == (text ?? ""));
}
