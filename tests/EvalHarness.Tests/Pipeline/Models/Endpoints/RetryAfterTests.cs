using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Tests.Pipeline.Models.Endpoints;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", null, 7.0)]
    [InlineData("0.5", null, 0.5)]
    [InlineData("0", null, 0.0)]
    [InlineData("9", "250", 0.25)]
    [InlineData(null, "1500", 1.5)]
    [InlineData("-1", null, null)]
    [InlineData("9", "-5", 9.0)]
    [InlineData("soon", null, null)]
    [InlineData("NaN", null, null)]
    [InlineData("1e400", null, null)]
    [InlineData("", null, null)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", null, 30.0)]
    [InlineData("Sunday, 01-Mar-26 12:00:30 GMT", null, 30.0)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", null, null)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", null, 30 * 86400.0)]
    [InlineData("99999999999999999999", null, 30 * 86400.0)]
    [InlineData(null, null, null)]
    public void WhatTheEndpointAsksForIsReadAndBounded(string? seconds, string? milliseconds, double? wait) =>
        Assert.Equal(wait, RetryAfter.Read(name => name == "retry-after-ms" ? milliseconds : seconds, s_now)?.TotalSeconds);

    [Theory]
    [InlineData("insufficient_quota", "You exceeded your current quota.")]
    [InlineData(null, "Quota exceeded, check your plan and billing details.")]
    public void AQuotaThatIsUsedUpIsNoRateLimit(string? code, string said)
    {
        EndpointException refusal = EndpointException.Refusal(429, said, new EndpointError(said, code, []), null);
        Assert.False(refusal.IsTransient);
        Assert.Contains("Waiting does not help.", refusal.Message, StringComparison.Ordinal);
        Assert.True(EndpointException.Refusal(429, "Slow down", new EndpointError("Slow down", "rate", []), null).IsTransient);
    }
}
