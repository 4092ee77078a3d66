using System.Net;
using System.Net.Sockets;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;
using Microsoft.Playwright;

namespace EvalHarness.Tests.EndToEnd;

public sealed class LabelBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const int Labels = 50;

    // Stands on the page of an item that waits for its label, and on no other.
    private const string Waiting = "[data-key='1']";
    private const string Stored = "section.stored";

    [BrowserFact]
    public async Task FiftyLabelsByKeysAloneSurviveUndoReloadAndAKilledServer()
    {
        using ScriptedEvaluation evaluation = new(samples: 200);
        await evaluation.RunAsync("run", "--quiet");
        string run = await evaluation.NewestRunAsync();
        int port = FreePort();
        CliProcess server = await ServeAsync(evaluation, port);
        IPage page = await OpenQueueAsync(Launch(port, $"/runs/{run}/label"));
        int stored = 0;
        while (stored < Labels)
        {
            await page.Locator(Waiting).WaitForAsync();
            Assert.Equal("BODY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
            Assert.DoesNotContain("worse", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await page.Keyboard.PressAsync(stored % 3 == 0 ? "1" : "2");
            if (stored == 40)
            {
                // The server dies under a label that was not stored yet: the choice stays, and nobody says "stored".
                await EndAsync(server);
                await page.Keyboard.PressAsync("Enter");
                await page.Locator("#problem").WaitForAsync();
                Assert.Equal(1, await page.Locator(":checked").CountAsync());
                Assert.Equal(0, await page.Locator(Stored).CountAsync());
                Assert.Equal(stored, await CountAsync(evaluation, run));
                server = await ServeAsync(evaluation, port);
                await page.GotoAsync(Launch(port, new Uri(page.Url).AbsolutePath));
                await page.Locator(Waiting).WaitForAsync();
                await page.Keyboard.PressAsync("2");
            }

            await page.Keyboard.PressAsync("Enter");
            await page.Locator(Stored).WaitForAsync();
            stored++;
            if (stored == 10)
            {
                // Taken back, and given again.
                await page.Keyboard.PressAsync("u");
                stored--;
                await page.Locator(Waiting).WaitForAsync();
                await page.Keyboard.PressAsync("1");
                await page.Keyboard.PressAsync("Enter");
                await page.Locator(Stored).WaitForAsync();
                stored++;
            }

            if (stored == 20)
            {
                await page.ReloadAsync();
                await page.Locator(Stored).WaitForAsync();
            }

            if (stored == 30)
            {
                await EndAsync(server);
                Assert.Equal(30, await CountAsync(evaluation, run));
                server = await ServeAsync(evaluation, port);
                await page.GotoAsync(Launch(port, new Uri(page.Url).AbsolutePath));
                await page.Locator(Stored).WaitForAsync();
            }

            await page.Keyboard.PressAsync("Enter");
        }

        Assert.Equal(Labels, await CountAsync(evaluation, run));
        server.Dispose();
    }

    [BrowserFact]
    public async Task KeysThatAreTypedAheadReachTheItemsInTheirOrder()
    {
        const int typed = 12;
        using ScriptedEvaluation evaluation = new(samples: 100);
        await using ReviewedRun run = await ReviewedRun.StartAsync(evaluation);
        IPage page = await OpenQueueAsync($"{run.Launch}&to={Uri.EscapeDataString($"/runs/{run.Id}/label")}");
        await page.Locator(Waiting).WaitForAsync();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/label/**", async route =>
        {
            await open.Task;
            await route.ContinueAsync();
        });
        for (int i = 0; i < typed; i++)
        {
            await page.Keyboard.PressAsync(i % 3 == 0 ? "1" : "2");
            if (i == 1)
            {
                await page.Keyboard.TypeAsync("nas 1");
                await page.Keyboard.PressAsync("Escape");
            }

            await page.Keyboard.PressAsync("Enter");
            await page.Keyboard.PressAsync("Enter");
        }

        open.SetResult();
        await page.GetByText($"{typed} of ").WaitForAsync();
        LabelBook book = await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None);
        Assert.Equal(
            Enumerable.Range(0, typed).Select(i => i % 3 == 0 ? 0.0 : 1),
            book.Events.Select(stored => stored.Entry.Score!.Value));
        Assert.Equal(typed, book.Events.Select(stored => stored.Entry.Item.Id).Distinct().Count());
        Assert.Equal("as 1", book.Events[1].Entry.Note);
        Assert.Empty(run.Failures);
    }

    [BrowserFact]
    public async Task LabelsAreStoredWithoutAnyScript()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        IPage page = await browser.OpenAsync(scripts: false);
        await page.GotoAsync($"{run.Launch}&to={Uri.EscapeDataString($"/runs/{run.Id}/label")}");
        await page.Locator("#labeller").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this name" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw them" }).ClickAsync();
        await page.Locator("a.go").ClickAsync();
        await page.GetByLabel("pass").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Store" }).ClickAsync();
        await page.Locator(Stored).WaitForAsync();
        Assert.Single((await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None)).Events);
    }

    // Before the first item of the queue, as somebody who labels by keys alone.
    private async Task<IPage> OpenQueueAsync(string launch)
    {
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(launch);
        await page.Locator("#labeller").FillAsync("Ada");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw them", Disabled = false }).ClickAsync();
        await page.Locator("a.go").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        return page;
    }

    private static async Task EndAsync(CliProcess server)
    {
        server.Kill();
        await server.WaitAsync();
        server.Dispose();
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
