using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;
using Microsoft.Playwright;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ReviewBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const int Labels = 50;

    [BrowserFact(Skip = "Fails on slow machines: a key that is pressed while a page loads is lost.")]
    public async Task FiftyLabelsByKeysAloneSurviveUndoReloadAndAKilledServer()
    {
        using ScriptedEvaluation evaluation = new(samples: 200);
        await evaluation.RunAsync("run", "--quiet");
        string run = await evaluation.NewestRunAsync();
        int port = FreePort();
        CliProcess server = await ServeAsync(evaluation, port);
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(Launch(port, $"/runs/{run}/label"));
        await page.Locator("#labeller").FillAsync("Ada");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw them" }).ClickAsync();
        await page.Locator("a.go").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        int stored = 0;
        while (stored < Labels)
        {
            await page.Locator("fieldset.grades").WaitForAsync();
            Assert.Equal("BODY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
            Assert.DoesNotContain("worse", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await page.Keyboard.PressAsync(stored % 3 == 0 ? "1" : "2");
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("section.stored").WaitForAsync();
            stored++;
            if (stored == 10)
            {
                // Taken back, and given again.
                await page.Keyboard.PressAsync("u");
                stored--;
                continue;
            }

            if (stored == 20)
            {
                await page.ReloadAsync();
                await page.Locator("section.stored").WaitForAsync();
            }

            if (stored == 30)
            {
                server.Kill();
                await server.WaitAsync();
                server.Dispose();
                Assert.Equal(30, await CountAsync(evaluation, run));
                server = await ServeAsync(evaluation, port);
                await page.GotoAsync(Launch(port, new Uri(page.Url).AbsolutePath));
                await page.Locator("section.stored").WaitForAsync();
            }

            await page.Keyboard.PressAsync("Enter");
        }

        Assert.Equal(Labels, await CountAsync(evaluation, run));
        server.Dispose();
    }

    [BrowserFact(Skip = "Fails: the page of runs has two landmarks with one name.")]
    public async Task NoPageHasAFlawThatAxeFindsInLightOrDark()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(run.Launch.ToString());
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (string path in await PathsAsync(page, run))
            {
                await page.GotoAsync(new Uri(run.Origin, path).ToString());
                await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
                AxeResult result = await page.RunAxe();
                Assert.True(
                    result.Violations.Length == 0,
                    $"{path} {scheme}: " + string.Join("; ", result.Violations.Select(flaw =>
                        $"{flaw.Id}: {string.Join(", ", flaw.Nodes.Take(3).Select(node => node.Html))}")));
                Assert.True(
                    await page.EvaluateAsync<bool>(
                        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                    $"{path} scrolls sideways.");
            }
        }
    }

    [BrowserFact]
    public async Task WhatModelsWriteRunsNothingAndAsksForNothing()
    {
        using RequestTrap trap = new();
        IReadOnlyList<string> hostile = HostileTexts.For(trap.Address);
        using ScriptedEvaluation evaluation = new(samples: hostile.Count);
        File.WriteAllLines(evaluation.Combine("worse.jsonl"), hostile.Select((text, i) => JsonSerializer.Serialize(
            new { contains = $"item {i:000}?", answer = text })));
        await using ReviewedRun run = await ReviewedRun.StartAsync(evaluation);
        IPage page = await browser.OpenAsync();
        List<string> asked = [];
        page.Request += (_, request) => asked.Add(request.Url);
        page.Dialog += (_, dialog) => asked.Add("dialog: " + dialog.Message);
        await page.GotoAsync(run.Launch.ToString());
        List<string> paths = [.. await PathsAsync(page, run)];
        paths.AddRange(hostile.Select((_, i) => $"/runs/{run.Id}/samples/ask/{i}?model=worse"));
        for (string? next = $"/runs/{run.Id}/samples?filter=model = worse"; next is not null;)
        {
            await VisitAsync(next);
            next = await page.EvaluateAsync<string?>("document.querySelector('[data-key=ArrowRight]')?.getAttribute('href')");
        }

        foreach (string path in paths)
        {
            await VisitAsync(path);
        }

        Assert.DoesNotContain(asked, url => !url.StartsWith(run.Origin.ToString(), StringComparison.Ordinal)
            && !url.StartsWith("data:,", StringComparison.Ordinal));
        Assert.Equal(0, trap.Caught);
        Assert.Empty(run.Failures);

        async Task VisitAsync(string path)
        {
            await page.GotoAsync(new Uri(run.Origin, path).ToString(), new() { WaitUntil = WaitUntilState.Load });
            Assert.Equal(
                "undefined 1 0",
                await page.EvaluateAsync<string>(
                    "`${typeof window.caught} ${document.scripts.length} "
                    + "${document.querySelectorAll('main :is(script, img, iframe, object, embed, style, link, base, meta, "
                    + "video, math, [onerror], [onload], [onfocus], [onmouseover], [autofocus])').length}`"));
        }
    }

    private static async Task<IReadOnlyList<string>> PathsAsync(IPage page, ReviewedRun run)
    {
        // Whoever labels has a name; the first item to read comes without a draw.
        await page.GotoAsync(new Uri(run.Origin, $"/runs/{run.Id}/label").ToString());
        if (await page.Locator("#labeller").InputValueAsync() == "")
        {
            await page.Locator("#labeller").FillAsync("Ada");
            await page.Keyboard.PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = "Draw them" }).First.ClickAsync();
        }

        string next = (await page.Locator("a.go").First.GetAttributeAsync("href"))!;
        return
        [
            "/", $"/runs/{run.Id}", $"/runs/{run.Id}/samples?filter=lost&sort=-margins", $"/runs/{run.Id}/samples?filter=(",
            $"/runs/{run.Id}/samples/ask/4?model=worse", $"/runs/{run.Id}/label", $"/runs/{run.Id}/label/policy", next,
            next.Replace("/next", "/disputes", StringComparison.Ordinal), $"/runs/{run.Id}/agreement", "/runs/none",
        ];
    }

    private static async Task<CliProcess> ServeAsync(ScriptedEvaluation evaluation, int port)
    {
        CliProcess server = CliProcess.Start(
            evaluation.Folder,
            new Dictionary<string, string> { ["EVALHARNESS_REVIEW_TOKEN"] = Token },
            "review", "--no-browser", "--port", FormattableString.Invariant($"{port}"));
        while (!server.HasExited)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException((await server.WaitAsync()).Error);
    }

    private static string Launch(int port, string path) =>
        $"http://127.0.0.1:{port}/launch?token={Token}&to={Uri.EscapeDataString(path)}";

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<int> CountAsync(ScriptedEvaluation evaluation, string run)
    {
        await using IStoredRuns store = RunStores.OpenForReading("sqlite:.evalharness/runs.db", evaluation.Folder)!;
        LabelBook book = await store.Labels.ReadAsync(run, CancellationToken.None);
        return book.Questions.SelectMany(book.Items).Count(item => item.IsAnswered("Ada"));
    }
}
