using System.Globalization;
using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Browsing.Filtering;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>The pages of samples: lists of them, and each of them.</summary>
internal sealed class SampleRoutes(ReviewSource source)
{
    private const int ItemsPerPage = 50;
    private const int LongestBeginning = 160;

    private ISampleLookup Lookup => (ISampleLookup)source.Store;

    /// <summary>A page of a list.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return;
        }

        IQueryCollection query = context.Request.Query;
        SampleList list = await ReadAsync(
            run,
            query["filter"].ToString(),
            ItemOrder.Parse(query["sort"]),
            ItemPlace.Parse(query["after"]),
            ItemPlace.Parse(query["before"]),
            ItemsPerPage,
            context.RequestAborted);
        if (list.Indexed is not null)
        {
            context.Response.Headers["Refresh"] = "2";
        }
        else if (list.Mistake is not null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        await PageResponse.WriteAsync<SamplesPage>(
            context, new() { [nameof(SamplesPage.List)] = list });
    }

    /// <summary>One sample.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await RunRoutes.FindAsync(source, context) is not { } run)
        {
            return;
        }

        string task = (string)context.Request.RouteValues["task"]!;
        int ordinal = int.Parse((string)context.Request.RouteValues["ordinal"]!, CultureInfo.InvariantCulture);
        IQueryCollection query = context.Request.Query;
        SampleView? view = await FindAsync(run, task, ordinal, query["model"].ToString(), context.RequestAborted);
        if (view is not null && await source.Items.Of(run.Id).FindAsync(context.RequestAborted) is { } index)
        {
            await source.Labels.GradeAsync(run, index, context.RequestAborted);
            view = Placed(
                view with { Filter = query["filter"].ToString(), Order = ItemOrder.Parse(query["sort"]) }, index);
        }

        view = view is null ? null : view with
        {
            ListAddress = ReviewAddresses.Samples(run.Id, view.Filter, view.Order),
            AddressOf = other => ReviewAddresses.Sample(run.Id, task, ordinal, other),
        };

        await (view is null
            ? ProblemPages.NotFoundAsync(context, $"no sample {ordinal} of task \"{task}\" in this run")
            : PageResponse.WriteAsync<SamplePage>(context, new() { [nameof(SamplePage.View)] = view }));
    }

    /// <summary>A page of a list.</summary>
    public async Task<SampleList> ReadAsync(
        RunRecord run,
        string filter,
        ItemOrder order,
        ItemPlace? after,
        ItemPlace? before,
        int count,
        CancellationToken cancellationToken)
    {
        RunItems items = source.Items.Of(run.Id);
        SampleList empty = new()
        {
            Run = run.Id,
            Filter = filter,
            Order = order,
            AddressOf = item => ReviewAddresses.Sample(run.Id, item, filter, order),
        };
        if (await items.FindAsync(cancellationToken) is not { } index)
        {
            return empty with { Indexed = items.Done };
        }

        await source.Labels.GradeAsync(run, index, cancellationToken);
        EvalConfiguration configuration = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        empty = empty with
        {
            Fields = index.Fields,
            Presets = FilterPreset.For(Judges(configuration, run)),
            Gated = configuration.Tasks.Keys.ToDictionary(
                task => task,
                task => (IReadOnlyList<string>)
                [
                    .. configuration.Gates.Where(gate => gate.Metric.StartsWith(task + "/", StringComparison.Ordinal))
                        .Select(gate => gate.Metric[(task.Length + 1)..]).Distinct(),
                ],
                StringComparer.Ordinal),
        };
        try
        {
            ItemPage page = index.ReadPage(filter, order, before ?? after, count, before is not null);
            ItemPlace[] places = [.. before is null ? page.Places : page.Places.Reverse()];
            ItemPage numbered = index.ReadNumbered(filter, order);
            int first = places.Length == 0 ? -1 : numbered.IndexOf(places[0].Item);
            IReadOnlyList<Item> found = index.Find(places.Select(place => place.Item));
            return empty with
            {
                Lines = await LinesAsync(run.Id, found, places, cancellationToken),
                Total = numbered.Places.Count,
                IsMore = numbered.HasMore,
                First = first < 0 ? null : first + 1,
                HasEarlier = before is null ? after is not null : page.HasMore,
                HasLater = before is not null || page.HasMore,
            };
        }
        catch (FilterException mistake)
        {
            return empty with { Mistake = mistake };
        }
    }

    private async Task<IReadOnlyList<ItemLine>> LinesAsync(
        string run, IReadOnlyList<Item> items, ItemPlace[] places, CancellationToken cancellationToken)
    {
        Dictionary<(string, int), IReadOnlyList<OutputRow>> outputs = [];
        List<ItemLine> lines = [];
        foreach ((Item item, ItemPlace place) in items.Zip(places))
        {
            if (!outputs.TryGetValue((item.Task, item.Ordinal), out IReadOnlyList<OutputRow>? own))
            {
                own = await Lookup.ReadOutputsOfSampleAsync(run, item.Task, item.Ordinal, cancellationToken);
                outputs[(item.Task, item.Ordinal)] = own;
            }

            string? text = own.FirstOrDefault(row => row.Model == item.Model)?.Output switch
            {
                null => null,
                { Error: { } error } => $"error: {error.Message}",
                { Ranking: { } ranking } => string.Join(" > ", ranking.Candidates.Select(candidate => candidate.Id)),
                var output => output.Text,
            };
            lines.Add(new(item, place, text is { Length: > LongestBeginning } ? text[..LongestBeginning] + "…" : text));
        }

        return lines;
    }

    /// <summary>One sample, with a candidate to look at first; <c>null</c> when there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="task">The task.</param>
    /// <param name="ordinal">Place of the sample in the dataset.</param>
    /// <param name="model">The candidate.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <param name="withDecision">
    /// With what is decided. Labellers do not see it: to decide is a look at their labels, and looks are counted.
    /// </param>
    public async Task<SampleView?> FindAsync(
        RunRecord run,
        string task,
        int ordinal,
        string model,
        CancellationToken cancellationToken,
        bool withDecision = true)
    {
        if (await Lookup.FindSampleAsync(run.Id, task, ordinal, cancellationToken) is not { } sample)
        {
            return null;
        }

        EvalConfiguration configuration = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        string[] candidates = [.. configuration.Candidates.Except(run.Untried ?? [])];
        string focus = candidates.Contains(model) ? model : candidates[0];
        Report? report = withDecision
            ? await source.Reports.FindAsync(run, TimeSpan.Zero, isAsked: false, cancellationToken)
            : null;
        return new SampleView
        {
            Run = run,
            Sample = sample,
            Baseline = configuration.Baseline,
            Candidates = [focus, .. candidates.Where(candidate => candidate != focus)],
            Outputs = (await Lookup.ReadOutputsOfSampleAsync(run.Id, task, ordinal, cancellationToken))
                .ToDictionary(row => row.Model, StringComparer.Ordinal),
            Verdicts = await Lookup.ReadVerdictsOfSampleAsync(run.Id, task, sample.Sample.Id, cancellationToken),
            Decision = report?.Candidates.FirstOrDefault(candidate => candidate.Candidate == focus),
        };
    }

    // Its neighbours in the list that it is read in; a sample that the list lacks has none.
    private static SampleView Placed(SampleView view, ItemIndex index)
    {
        Item[] items =
        [
            .. view.Candidates.Select(model => index.Find(view.Sample.Task, view.Sample.Ordinal, model)).OfType<Item>(),
        ];
        view = view with { Items = items.ToDictionary(item => item.Model, StringComparer.Ordinal) };
        if (view.Items.GetValueOrDefault(view.Candidate) is not { } item)
        {
            return view;
        }

        try
        {
            ItemPage list = index.ReadNumbered(view.Filter, view.Order);
            int at = list.IndexOf(item.Number);
            (long? previous, long? next) = index.Around(view.Filter, view.Order, item.Number);
            return view with
            {
                Position = at < 0 ? null : (at + 1, list.Places.Count, list.HasMore),
                Previous = Address(previous),
                Next = Address(next),
            };
        }
        catch (FilterException)
        {
            // The list that the address names cannot be read; the sample can.
            return view with { Filter = "", Order = ItemOrder.OfDataset };
        }

        string? Address(long? number) => number is { } known && index.Find([known]) is [var near]
            ? ReviewAddresses.Sample(view.Run.Id, near, view.Filter, view.Order)
            : null;
    }

    /// <summary>The judges that grade, each with the score that passes.</summary>
    public static IEnumerable<(string Metric, double PassMark)> Judges(
        EvalConfiguration configuration, RunRecord run) => configuration.Judges
        .Where(judge => run.Manifest.Judges.ContainsKey(judge.Key) && judge.Value.Kind == JudgeKind.Rubric)
        .Select(judge => ($"judge:{judge.Key}", judge.Value.PassMark));
}
