using System.Net;
using EvalHarness.Tests.Testing;
using EvalHarness.Web.Hosting;

namespace EvalHarness.Tests.Web.Hosting;

public sealed class ReviewServerTests
{
    [Fact]
    public async Task EveryRouteAndMethodIsRefusedUnlessHostOriginAndSiteAreExact()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = await run.OpenAsync();
        string own = run.Origin.GetLeftPart(UriPartial.Authority);
        string[] hosts =
        [
            run.Origin.Authority, $"localhost:{run.Origin.Port}", "127.0.0.1", $"127.0.0.1:{run.Origin.Port + 1}",
            $"[::1]:{run.Origin.Port}", $"evil.example:{run.Origin.Port}",
        ];
        string?[] origins =
        [
            own, null, "null", $"http://localhost:{run.Origin.Port}", own.Replace("http:", "https:", StringComparison.Ordinal),
            "http://evil.example",
        ];
        string[] sites = ["same-origin", "none", "same-site", "cross-site"];
        foreach (string path in Paths(run.Id))
        {
            foreach (string method in new[] { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE" })
            {
                foreach (string host in hosts)
                {
                    foreach (string? origin in origins)
                    {
                        foreach (string site in sites)
                        {
                            using HttpRequestMessage request = new(new HttpMethod(method), path);
                            request.Headers.Host = host;
                            request.Headers.TryAddWithoutValidation("Origin", origin is null ? [] : [origin]);
                            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
                            using HttpResponseMessage response = await client.SendAsync(request);
                            bool passes = (method is "GET" or "HEAD") && host == run.Origin.Authority
                                && (origin is null || origin == own) && (site is "same-origin" or "none");
                            string what = $"{method} {path} {host} {origin} {site}: {response.StatusCode}";
                            if (passes)
                            {
                                Assert.True((int)response.StatusCode < 400, what);
                            }
                            else
                            {
                                Assert.True(
                                    response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed
                                        or HttpStatusCode.BadRequest,
                                    what);
                            }
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public async Task TheAddressOpensOneSessionAndNobodyElseHasOne()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient stranger = run.CreateClient();
        foreach (string path in Paths(run.Id))
        {
            using HttpResponseMessage closed = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);
        }

        using HttpResponseMessage wrong = await stranger.GetAsync("/launch?token=" + new string('0', 64));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        using HttpClient client = await run.OpenAsync();
        using HttpResponseMessage open = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        using HttpResponseMessage again = await stranger.GetAsync(run.Launch);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task TheSessionsCookieIsOutOfReachOfScriptsAndOtherSites()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = run.CreateClient();
        using HttpResponseMessage launched = await client.GetAsync(run.Launch);
        string cookie = Assert.Single(launched.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("http://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task TheAddressLeadsToNoOtherServer(string to)
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync(null);
        using HttpClient client = run.CreateClient();
        using HttpResponseMessage launched = await client.GetAsync($"{run.Launch}&to={Uri.EscapeDataString(to)}");
        Assert.Equal("/", launched.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task EveryAnswerForbidsScriptsOfOthersFramesAndCopies()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = await run.OpenAsync();
        foreach (string path in Paths(run.Id).Append("/nowhere"))
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; style-src 'self'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(response.Headers.CacheControl!.NoStore);
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public void AWiderAddressNeedsAFlagAndAToken()
    {
        ReviewOptions wide = new() { Address = IPAddress.Any };
        Assert.Contains("--allow-remote", Refused(wide), StringComparison.Ordinal);
        Assert.Contains("no token", Refused(wide with { AllowsRemote = true }), StringComparison.Ordinal);
        Assert.Contains(
            "5 characters", Refused(wide with { AllowsRemote = true, Token = "short" }), StringComparison.Ordinal);
        Assert.Contains(
            "--allow-remote", Refused(wide with { Token = new string('x', 40) }), StringComparison.Ordinal);
        (wide with { AllowsRemote = true, Token = new string('x', 32) }).Check();
    }

    private static string Refused(ReviewOptions options) =>
        Assert.Throws<InvalidInputException>(options.Check).Message;

    private static IEnumerable<string> Paths(string run) =>
    [
        "/", $"/runs/{run}", $"/runs/{run}/samples", $"/runs/{run}/samples/ask/3", $"/runs/{run}/label",
        $"/runs/{run}/label/policy", $"/runs/{run}/agreement", $"/runs/{run}/prompts", "/review.css", "/review.js",
    ];
}
