using System.Text.Json;
using EvalHarness.Pipeline.Files;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Files;

public sealed class TolerantJsonTests
{
    [Fact]
    public void JsonThatIsRightStaysAsItIs() => Laws.Hold<string?, double>((text, number) =>
    {
        string json = JsonSerializer.Serialize(new
        {
            text,
            number = double.IsFinite(number) ? number : 0,
            words = "NaN, Infinity and \\ud83d \u00e9",
        });
        return TolerantJson.Repair(json) == json;
    });

    [Theory]
    [InlineData("""{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN"}""", """{"a":null,"b":[null,null],"c":"NaN"}""")]
    [InlineData("""{"a":"\ud800\u0041"}""", """{"a":"\uFFFD\u0041"}""")]
    [InlineData("""{"a":"\\","b":NaN}""", """{"a":"\\","b":null}""")]
    public void WhatIsNearlyJsonIsMended(string written, string repaired) =>
        Assert.Equal(repaired, TolerantJson.Repair(written));
}
