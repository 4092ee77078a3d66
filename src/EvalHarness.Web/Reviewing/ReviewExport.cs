using EvalHarness.Inference.Files;
using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Web.Pages;
using EvalHarness.Web.Reading;
using EvalHarness.Web.Rendering;

namespace EvalHarness.Web.Reviewing;

/// <summary>The pages of one run as files that need no server: the report, lists, each sample of a list.</summary>
/// <param name="source">The store of the run.</param>
/// <param name="time">Tells when the report of a run under way was made.</param>
public sealed class ReviewExport(ReviewSource source, TimeProvider time)
{
    private const string ReportFile = "index.html";
    private const int MostItems = 500;

    private readonly SampleRoutes _samples = new(source);

    /// <summary>Writes the pages into a folder, which appears when it is complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder; files of the same names in an older one are replaced.</param>
    /// <param name="cancellationToken">Cancels between pages.</param>
    /// <returns>Files written.</returns>
    /// <exception cref="IOException">The disk cannot take it.</exception>
    public async Task<int> WriteAsync(RunRecord run, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ItemIndex? index = null;
        while (index is null)
        {
            index = await source.Items.Of(run.Id).FindAsync(cancellationToken);
        }

        Report report = await new RunReports(source.Store, time).BuildAsync(run, gates: null, cancellationToken);
        using PartialFolder partial = PartialFolder.Create(folder);
        List<(string File, FilePresetList List)> lists = [];
        foreach ((int at, FilterPreset preset) in Presets(run).Index())
        {
            SampleList list = await _samples.ReadAsync(
                run, preset.Filter, ItemOrder.Parse(preset.Order), after: null, before: null, MostItems,
                cancellationToken);
            if (list.Lines.Count > 0)
            {
                lists.Add((FormattableString.Invariant($"list-{at}.html"), new(preset.Name, list)));
            }
        }

        (string Name, string Address)[] links =
            [("Report", ReportFile), .. lists.Select(list => (list.List.Name, list.File))];
        Dictionary<string, object?> front = Page(run, report.Name, links, ReportFile);
        front[nameof(FilePage.Report)] = report;
        await WriteAsync(partial.Path, ReportFile, front, cancellationToken);
        foreach ((string file, FilePresetList list) in lists)
        {
            Dictionary<string, object?> page = Page(run, list.Name, links, file);
            page[nameof(FilePage.List)] = list.List with { AddressOf = item => FileOf(item.Task, item.Ordinal, run) };
            await WriteAsync(partial.Path, file, page, cancellationToken);
        }

        (string Task, int Ordinal)[] samples =
        [
            .. lists.SelectMany(list => list.List.List.Lines).Select(line => (line.Item.Task, line.Item.Ordinal))
                .Distinct().Order(),
        ];
        for (int i = 0; i < samples.Length; i++)
        {
            await WriteSampleAsync(partial.Path, run, samples, i, links, cancellationToken);
        }

        partial.Complete();
        return samples.Length + lists.Count + 1;
    }

    private async Task WriteSampleAsync(
        string folder,
        RunRecord run,
        (string Task, int Ordinal)[] samples,
        int at,
        (string Name, string Address)[] links,
        CancellationToken cancellationToken)
    {
        (string task, int ordinal) = samples[at];
        if (await _samples.FindAsync(run, task, ordinal, model: "", cancellationToken) is { } view)
        {
            Dictionary<string, object?> page = Page(run, view.Sample.Sample.Id, links, active: "");
            page[nameof(FilePage.View)] = view with
            {
                ListAddress = links.Length > 1 ? links[1].Address : ReportFile,
                Position = (at + 1, samples.Length, false),
                Previous = at > 0 ? FileOf(samples[at - 1].Task, samples[at - 1].Ordinal, run) : null,
                Next = at < samples.Length - 1 ? FileOf(samples[at + 1].Task, samples[at + 1].Ordinal, run) : null,
            };
            await WriteAsync(folder, FileOf(task, ordinal, run), page, cancellationToken);
        }
    }

    private static IReadOnlyList<FilterPreset> Presets(RunRecord run) => FilterPreset.For(SampleRoutes.Judges(
        ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}"), run));

    // Tasks by number: their names may be no names of files.
    private static string FileOf(string task, int ordinal, RunRecord run) => FormattableString.Invariant(
        $"sample-{run.Manifest.Datasets.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(task)}-{ordinal}.html");

    private static Dictionary<string, object?> Page(
        RunRecord run, string title, (string Name, string Address)[] links, string active) => new()
        {
            [nameof(FilePage.Title)] = title,
            [nameof(FilePage.Run)] = run.Id,
            [nameof(FilePage.Links)] = links,
            [nameof(FilePage.Active)] = active,
        };

    private static async Task WriteAsync(
        string folder, string file, Dictionary<string, object?> page, CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(
            Path.Combine(folder, file), await PageRenderer.RenderAsync<FilePage>(page), cancellationToken);

    private sealed record FilePresetList(string Name, SampleList List);
}
