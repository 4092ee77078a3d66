using System.Text.Json;
using EvalHarness.Pipeline.Models.Endpoints;
using FsCheck.Xunit;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class TolerantJsonTests
{
    [Property(MaxTest = 300)]
    public void JsonThatIsRightStaysAsItIs(string?[] texts, double[] numbers)
    {
        string json = JsonSerializer.Serialize(new
        {
            texts,
            numbers = numbers.Where(double.IsFinite),
            words = "NaN, Infinity and \\ud83d \u00e9",
        });
        Assert.Equal(json, TolerantJson.Mend(json));
    }

    [Theory]
    [InlineData("""{"a":NaN,"b":[Infinity,-Infinity],"c":"NaN"}""", """{"a":null,"b":[null,null],"c":"NaN"}""")]
    [InlineData("""{"a":"\ud800\u0041"}""", """{"a":"\uFFFD\u0041"}""")]
    [InlineData("""{"a":"\\","b":NaN}""", """{"a":"\\","b":null}""")]
    public void WhatIsNearlyJsonIsMended(string written, string mended) =>
        Assert.Equal(mended, TolerantJson.Mend(written));
}
