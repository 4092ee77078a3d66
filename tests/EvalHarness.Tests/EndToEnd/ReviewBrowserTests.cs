using System.Text.Json;
using EvalHarness.Labels;
using EvalHarness.Tests.Testing;
using Microsoft.Playwright;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ReviewBrowserTests(Browser browser) : IClassFixture<Browser>
{
    // Stands on the page of an item that waits for its label, and on no other.
    private const string Waiting = "[data-key='1']";
    private const string Stored = "section.stored";

    // A phone's, and a desk's.
    private static readonly int[] s_widths = [390, 1280];

    [BrowserFact]
    public async Task NoPageHasAFlawThatAxeFindsInLightOrDark()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        IPage page = await browser.OpenAsync();
        await page.GotoAsync(run.Launch.ToString());
        List<string> paths = [.. await PathsAsync(page, run)];
        paths.AddRange(await LabelAsync(page, run));
        await FindFlawsAsync(page, run, paths);
    }

    [BrowserFact]
    public async Task AnImprovedPromptIsTriedBesideTheFormerOneOnPagesWithoutFlaws()
    {
        await using LabelledEvaluation labelled = await PromptTrials.LabelAsync();
        await using ReviewedRun run = await ReviewedRun.ServeAsync(labelled.Evaluation.Evaluation);
        IPage page = await browser.OpenAsync();
        string list = $"/runs/{run.Id}/prompts";
        await page.GotoAsync($"{run.Launch}&to={Uri.EscapeDataString(list)}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Work on its prompt" }).ClickAsync();
        await page.Locator("#text").FillAsync(PromptTrials.Strict(labelled));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check it" }).ClickAsync();
        string version = new Uri(page.Url).AbsolutePath;
        await FindFlawsAsync(page, run, [list, list + "/local", version]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask the judge" }).ClickAsync();
        await page.GetByText("gained: right now").First.WaitForAsync();
        await FindFlawsAsync(page, run, [list, version, $"/runs/{run.Id}/agreement"]);
        Assert.Empty(run.Failures);
    }

    private static async Task FindFlawsAsync(IPage page, ReviewedRun run, IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await page.GotoAsync(new Uri(run.Origin, path).ToString());
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
            await Axe.LoadAsync(page);
            await Axe.RequireFlawlessAsync(page, $"{path} in light");
            foreach (int width in s_widths)
            {
                await page.SetViewportSizeAsync(width, 844);
                Assert.True(
                    await page.EvaluateAsync<bool>(
                        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                    $"{path} scrolls sideways at {width} pixels.");
            }

            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

            // All that a page changes in the dark.
            await Axe.RequireFlawlessAsync(page, $"{path} in dark", "color-contrast");
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

        // Every kind of text, behind one beginning or another; the lists show all of them.
        paths.AddRange(Enumerable.Range(0, hostile.Count).Where(i => i % 5 == 0)
            .Select(i => $"/runs/{run.Id}/samples/ask/{i}?model=worse"));
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
            await page.GetByRole(AriaRole.Button, new() { Name = "Draw them", Disabled = false }).First.ClickAsync();
        }

        await page.Locator("a.go").First.WaitForAsync();
        string next = (await page.Locator("a.go").First.GetAttributeAsync("href"))!;
        return
        [
            "/", $"/runs/{run.Id}", $"/runs/{run.Id}/samples?filter=lost&sort=-margins", $"/runs/{run.Id}/samples?filter=(",
            $"/runs/{run.Id}/samples/ask/4?model=worse", $"/runs/{run.Id}/label", $"/runs/{run.Id}/label/policy", next,
            next.Replace("/next", "/disputes", StringComparison.Ordinal), $"/runs/{run.Id}/agreement",
            $"/runs/{run.Id}/prompts", "/runs/none",
        ];
    }

    // An item that is answered, and one on which another labeller differs.
    private static async Task<IReadOnlyList<string>> LabelAsync(IPage page, ReviewedRun run)
    {
        await page.GotoAsync(new Uri(run.Origin, $"/runs/{run.Id}/label").ToString());
        await page.Locator("a.go").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(Waiting).WaitForAsync();
        await page.Keyboard.PressAsync("1");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(Stored).WaitForAsync();
        LabelBook book = await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None);
        LabelEntry own = book.Events[^1].Entry;
        await run.Store.Labels.AppendAsync(
            own with { Labeller = "Bo", Score = 1 - own.Score, Token = "bo" }, CancellationToken.None);
        string answered = new Uri(page.Url).AbsolutePath;
        return [answered, answered[..answered.LastIndexOf("/items/", StringComparison.Ordinal)] + "/disputes"];
    }
}
