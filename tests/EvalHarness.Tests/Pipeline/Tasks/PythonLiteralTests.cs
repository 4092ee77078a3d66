using System.Text.Json;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Tests.Pipeline.Tasks;

public sealed class PythonLiteralTests
{
    // Values of Python 3.11's ast.literal_eval.
    [Theory]
    [InlineData("12", "12")]
    [InlineData("-1", "-1")]
    [InlineData("1_000", "1000")]
    [InlineData("0x1f", "31")]
    [InlineData("00", "0")]
    [InlineData("2.", "2.0")]
    [InlineData("1e3", "1000.0")]
    [InlineData("None", "null")]
    [InlineData("(1, True)", "[1,true]")]
    [InlineData("(1)", "1")]
    [InlineData("1, 2", "[1,2]")]
    [InlineData("[]", "[]")]
    [InlineData("['a', \"it's\"]", "[\"a\",\"it's\"]")]
    [InlineData("['a' 'b',\n 'c',] # two", "[\"ab\",\"c\"]")]
    [InlineData("'\\x41\\u00e9\\101\\n\\q'", "\"AéA\\n\\\\q\"")]
    [InlineData("r'\\n'", "\"\\\\n\"")]
    [InlineData("'''a\r\nb'''", "\"a\\nb\"")]
    [InlineData("{'k': [1]}", "{\"k\":[1]}")]
    [InlineData("{1, 2}", "[1,2]")]
    public void LiteralsAreReadAsPythonReadsThem(string text, string json) => Assert.True(
        JsonElement.DeepEquals(JsonElement.Parse(json), PlainValue.ToJson(PythonLiteral.Parse(text))));

    [Theory]
    [InlineData("")]
    [InlineData("007")]
    [InlineData("[1")]
    [InlineData("['it's']")]
    [InlineData("'a\nb'")]
    [InlineData("name")]
    [InlineData("[1] x")]
    [InlineData("f'x'")]
    [InlineData("1 + 1")]
    [InlineData("²")]
    [InlineData("__import__('os')")]
    public void WhateverElseIsRefused(string text) =>
        Assert.Throws<FormatException>(() => PythonLiteral.Parse(text));

    [Fact]
    public void DepthIsLimited() => Assert.Throws<FormatException>(() => PythonLiteral.Parse(new string('[', 100_000)));
}
