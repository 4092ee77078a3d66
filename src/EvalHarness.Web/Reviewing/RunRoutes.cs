using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The pages of runs.</summary>
internal sealed class RunRoutes(ReviewSource source)
{
    private const int MostRuns = 100;
    private const int SecondsBetweenLooks = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>All runs whose id, name or model has the words of <c>q</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        string[] words = context.Request.Query["q"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<RunRecord> all = await source.Store.ListRunsAsync(cancellationToken);
        RunRecord[] found =
        [
            .. all.Where(run => words.All(word => Words(run).Any(
                text => text.Contains(word, StringComparison.OrdinalIgnoreCase)))),
        ];
        DateTimeOffset end = DateTimeOffset.UtcNow + s_patience;
        List<RunLine> lines = [];
        foreach (RunRecord run in found.Take(MostRuns))
        {
            lines.Add(await LineAsync(run, end, cancellationToken));
        }

        if (lines.Any(line => line is { Report: null, Failure: null, WaitsForReader: false }))
        {
            LookAgain(context);
        }

        await PageResponse.WriteAsync<RunsPage>(context, new()
        {
            [nameof(RunsPage.Lines)] = lines,
            [nameof(RunsPage.Words)] = string.Join(' ', words),
            [nameof(RunsPage.Found)] = found.Length,
        });
    }

    /// <summary>A run's report, or how far it has come.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        if (await FindAsync(source, context) is not { } run)
        {
            return;
        }

        Report? report = await source.Reports.FindAsync(run, s_patience, isAsked: true, cancellationToken);
        IReadOnlyList<StoredCount> counts = run.Status == RunStatus.Running
            ? await ((ISampleLookup)source.Store).CountAsync(run.Id, cancellationToken)
            : [];
        bool isPaused = context.Request.Query["refresh"] == "off";
        if (!isPaused && (report is null || run.Status == RunStatus.Running))
        {
            LookAgain(context);
        }

        await PageResponse.WriteAsync<RunPage>(context, new()
        {
            [nameof(RunPage.Run)] = run,
            [nameof(RunPage.Report)] = report,
            [nameof(RunPage.Progress)] = new RunProgress { Counts = counts, IsPaused = isPaused },
        });
    }

    /// <summary>The run that an address names; <c>null</c> when there is none, which has been said.</summary>
    public static async Task<RunRecord?> FindAsync(ReviewSource source, HttpContext context)
    {
        string id = (string)context.Request.RouteValues["run"]!;
        if (await source.Store.FindRunAsync(id, context.RequestAborted) is { } run)
        {
            return run;
        }

        await ProblemPages.NotFoundAsync(context, $"no stored run \"{id}\"");
        return null;
    }

    // A header, as the element of that name would also refresh what someone is reading when it is saved.
    private static void LookAgain(HttpContext context) =>
        context.Response.Headers["Refresh"] = FormattableString.Invariant($"{SecondsBetweenLooks}");

    private async Task<RunLine> LineAsync(RunRecord run, DateTimeOffset end, CancellationToken cancellationToken)
    {
        TimeSpan left = end - DateTimeOffset.UtcNow;
        bool waits = ReportShelf.IsLarge(run);
        try
        {
            TimeSpan patience = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            Report? report = await source.Reports.FindAsync(run, patience, isAsked: false, cancellationToken);
            return new(run, report, Failure: null, waits);
        }
        catch (InvalidInputException damage)
        {
            return new(run, Report: null, damage.Message, waits);
        }
    }

    private static IEnumerable<string> Words(RunRecord run) => run.Manifest.Models.Keys.Append(run.Id).Append(run.Name);
}
