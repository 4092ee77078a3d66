using System.Net;
using System.Text.RegularExpressions;
using EvalHarness.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Web.Reviewing;

public sealed class LabelPagesTests
{
    [Fact]
    public async Task NothingIsRevealedBeforeTheLabelIsStoredAndItIsStoredOnce()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = await run.OpenAsync();
        string labels = $"/runs/{run.Id}/label";
        await ReviewForms.PostAsync(client, labels, labels + "/name", ("labeller", "Ada"));
        string overview = await client.GetStringAsync(labels);
        string draw = Regex.Match(overview, "action=\"([^\"]*/draw)\"").Groups[1].Value;
        await ReviewForms.PostAsync(client, labels, draw);
        string next = Regex.Match(await client.GetStringAsync(labels), "href=\"([^\"]*/next)\"").Groups[1].Value;
        using HttpResponseMessage first = await client.GetAsync(next);
        string item = first.Headers.Location!.OriginalString;
        string blind = await client.GetStringAsync(item);
        Assert.DoesNotContain(">worse<", blind, StringComparison.Ordinal);
        Assert.DoesNotContain(">base<", blind, StringComparison.Ordinal);
        Assert.DoesNotContain("Who wrote it", blind, StringComparison.Ordinal);
        string token = Regex.Match(blind, "name=\"token\" value=\"([^\"]*)\"").Groups[1].Value;
        for (int sent = 0; sent < 2; sent++)
        {
            await ReviewForms.PostAsync(
                client, item, item, ("action", "label"), ("grade", "pass"), ("note", "=1+1 <b>"), ("token", token));
        }

        string open = await client.GetStringAsync(item);
        Assert.Contains("Stored: pass", open, StringComparison.Ordinal);
        Assert.Contains("=1&#x2B;1 &lt;b&gt;", open, StringComparison.Ordinal);
        Assert.Contains("Who wrote it", open, StringComparison.Ordinal);
        LabelBook book = await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None);
        LabelEvent stored = Assert.Single(book.Events);
        Assert.Equal(("Ada", 1, "=1+1 <b>"), (stored.Entry.Labeller, stored.Entry.Score, stored.Entry.Note));

        using HttpResponseMessage changed = await ReviewForms.SendAsync(
            client, item, item, ("action", "label"), ("grade", "fail"), ("token", "another"));
        Assert.Equal(HttpStatusCode.BadRequest, changed.StatusCode);
        Assert.Contains("reason", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await ReviewForms.PostAsync(
            client, item, item, ("action", "label"), ("grade", "fail"), ("token", "another"), ("reason", "misread"));
        book = await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None);
        Assert.Equal((1.0, 0.0), (book.Events[1].FormerScore, book.Events[1].Entry.Score));
        Assert.Contains(
            "Stored: fail", await client.GetStringAsync(item), StringComparison.Ordinal);

        await ReviewForms.PostAsync(client, item, Regex.Match(open, "action=\"([^\"]*/undo)\"").Groups[1].Value);
        Assert.Contains("Stored: pass", await client.GetStringAsync(item), StringComparison.Ordinal);
        string list = await ReviewForms.ReadyAsync(client, $"/runs/{run.Id}/samples?filter=human%20%3D%201");
        Assert.Matches("1–[0-9]+ of [0-9]+", list);
    }

    [Fact]
    public async Task AFormWithoutItsTokenChangesNothing()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = await run.OpenAsync();
        string path = $"/runs/{run.Id}/label/policy";
        string token = ReviewForms.FormToken(await client.GetStringAsync(path));
        foreach (string wrong in new[] { "", "x", token[..^4] + "AAAA" })
        {
            using HttpResponseMessage refused = await ReviewForms.SendAsync(
                client, path, path, ("text", "policy"), ("form-token", wrong));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.Empty((await run.Store.Labels.ReadAsync(run.Id, CancellationToken.None)).Policies);
    }

    [Fact]
    public async Task WhoHasNoNameLabelsNothing()
    {
        await using ReviewedRun run = await ReviewedRun.StartAsync();
        using HttpClient client = await run.OpenAsync();
        string path = $"/runs/{run.Id}/label/policy";
        using HttpResponseMessage refused = await ReviewForms.SendAsync(client, path, path, ("text", "policy"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Say on the page Label who labels", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
