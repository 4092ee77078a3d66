using System.Diagnostics;
using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Benchmarks.Browsing;

/// <summary>
/// Makes a run of many samples, two models and three metrics, and prints how long lists and single samples take and how
/// much memory that needs.
/// </summary>
internal static class BrowsingFigures
{
    private const string RunId = "large";
    private const int Repetitions = 40;
    private const int ItemsPerPage = 50;

    private static readonly (string Name, string Filter, string Sort)[] s_lists =
    [
        ("first page", "", ""),
        ("filter, frequent", "rougeL < 0.5", ""),
        ("filter, rare", "rougeL < 0.0001 and exact_match = 1", ""),
        ("filter, nothing", "rougeL < 0.5 and rougeL > 0.6", ""),
        ("sort", "", "-change:rougeL"),
        ("sort and frequent filter", "lost", "change:rougeL"),
        ("sort and rare filter", "rougeL < 0.001 and token_f1 > 0.9", "-change:token_f1"),
        ("sort against the filter", "rougeL > 0.999", "rougeL"),
        ("flips", "flip", "-margins"),
        ("tag", "tag = tag7 and loss", ""),
        ("words, rare", "\"word123456\"", ""),
        ("words, in a tenth", "\"topic7\"", ""),
        ("sort by people's grades", "", "human"),
        ("people against the model", "human < 3 and exact_match = 1", "-human"),
    ];

    public static async Task PrintAsync(string folder, int samples, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FormattableString.Invariant($"{samples}.db"));
        if (!File.Exists(path))
        {
            long start = Stopwatch.GetTimestamp();
            await MakeAsync(path, samples);
            output.WriteLine(Format($"{samples:#,0} samples stored in {Seconds(start):0} s, {Size(path):0} MB"));
        }

        await using IStoredRuns store = RunStores.OpenForReading("sqlite:" + path, folder)!;
        await using StoredItems items = StoredItems.Open(store, path);
        long begin = Stopwatch.GetTimestamp();
        ItemIndex? index;
        while ((index = await items.Of(RunId).FindAsync(CancellationToken.None)) is null)
        {
        }

        output.WriteLine(Format($"index ready after {Seconds(begin):0.0} s, {Memory():0} MiB of memory"));
        output.WriteLine("list                       first page, new          its later pages          far behind");
        long labels = 0;
        foreach ((string name, string filter, string sort) in s_lists)
        {
            ItemOrder order = ItemOrder.Parse(sort);
            List<double>[] times = [[], [], []];
            for (int i = 0; i < Repetitions; i++)
            {
                // New labels make every list anew.
                index.TakeGrades(++labels, Grades(samples));
                ItemPage page = Timed(times[0], null);
                _ = page.HasMore ? Timed(times[1], page.Places[^1]) : null;
                _ = index.ReadNumbered(filter, order) is { HasMore: true } numbered
                    ? Timed(times[2], numbered.Places[^1])
                    : null;
            }

            output.WriteLine($"{name,-26} {string.Join("   ", times.Select(Summary))}");

            ItemPage Timed(List<double> times, ItemPlace? after)
            {
                long start = Stopwatch.GetTimestamp();
                ItemPage page = index.ReadPage(filter, order, after, ItemsPerPage);
                index.Find(page.Places.Select(place => place.Item));
                times.Add(Seconds(start) * 1000);
                return page;
            }
        }

        List<double> singles = [];
        ISampleLookup lookup = (ISampleLookup)store;
        for (int i = 0; i < 400; i++)
        {
            int ordinal = (int)(i * 7919L * 131 % samples);
            long start = Stopwatch.GetTimestamp();
            SampleRow sample = (await lookup.FindSampleAsync(RunId, "ask", ordinal, CancellationToken.None))!;
            await lookup.ReadOutputsOfSampleAsync(RunId, "ask", ordinal, CancellationToken.None);
            await lookup.ReadVerdictsOfSampleAsync(RunId, "ask", sample.Sample.Id, CancellationToken.None);
            Item item = index.Find("ask", ordinal, "small")!;
            index.Around("lost", ItemOrder.Parse("change:rougeL"), item.Number);
            singles.Add(Seconds(start) * 1000);
        }

        output.WriteLine($"{"one sample",-26} {Summary(singles)}");
        output.WriteLine(Format($"memory at the end: {Memory():0} MiB"));
    }

    // Of 1,000 texts.
    private static IEnumerable<ItemGrade> Grades(int samples) => Enumerable.Range(0, 1000).Select(i =>
    {
        OutputRow row = Output((int)((long)i * samples / 1000), "small");
        return new ItemGrade("ask", row.Output.SampleId, OutputKey.From(row.Output.Text), i % 5);
    });

    private static async Task MakeAsync(string path, int samples)
    {
        await using IRunStore store = RunStores.Open("sqlite:" + path, Path.GetDirectoryName(path)!);
        await store.SaveRunAsync(Run(RunStatus.Finished, samples), CancellationToken.None);
        const int batch = 2000;
        for (int first = 0; first < samples; first += batch)
        {
            int[] ordinals = [.. Enumerable.Range(first, Math.Min(batch, samples - first))];
            await store.SaveSamplesAsync(RunId, [.. ordinals.Select(Sample)], CancellationToken.None);
            await Task.WhenAll(ordinals.SelectMany(ordinal => new[] { "base", "small" }
                .Select(model => store.AppendAsync(RunId, Output(ordinal, model), CancellationToken.None))));
        }
    }

    private static RunRecord Run(RunStatus status, int samples) => new()
    {
        Id = RunId,
        Name = RunId,
        Status = status,
        Started = DateTimeOffset.UnixEpoch,
        Finished = DateTimeOffset.UnixEpoch,
        Configuration = """
            {
              "name": "large",
              "models": {
                "base": { "provider": "scripted", "path": "base.jsonl" },
                "small": { "provider": "scripted", "path": "small.jsonl" }
              },
              "baseline": "base",
              "candidates": ["small"],
              "tasks": {
                "ask": { "dataset": "d.jsonl", "prompt": "p.yaml", "metrics": ["exact_match", "token_f1", "rougeL"] }
              },
              "gates": [{ "metric": "ask/rougeL", "maxDrop": 0.05 }]
            }
            """,
        Manifest = new RunManifest
        {
            ToolVersion = "0",
            ConfigurationSha256 = "",
            Models = new Dictionary<string, string> { ["base"] = "", ["small"] = "" },
            Datasets = new Dictionary<string, string> { ["ask"] = "" },
            Prompts = new Dictionary<string, string>(),
            Scorers = new Dictionary<string, string>(),
            Samples = new Dictionary<string, int> { ["ask"] = samples },
            Seeds = new Dictionary<string, long>(),
        },
    };

    private static SampleRow Sample(int ordinal) => new()
    {
        Task = "ask",
        Ordinal = ordinal,
        Prompt = Format($"Tell about word{ordinal} of topic{ordinal % 10}, in a sentence of some length, as usual here."),
        Sample = new Sample
        {
            Id = Format($"sample-{ordinal:0000000}"),
            Targets = [Format($"It is number {ordinal}.")],
            Tags = [Format($"tag{ordinal % 40}")],
        },
    };

    private static OutputRow Output(int ordinal, string model)
    {
        double value = Mixed(ordinal, model.Length);
        string id = Format($"sample-{ordinal:0000000}");
        return new OutputRow
        {
            Model = model,
            Task = "ask",
            Ordinal = ordinal,
            Output = new ModelOutput
            {
                SampleId = id,
                Text = Format($"It is number {ordinal}, says {(value < 0.3 ? model : "each")} of them in so many words."),
            },
            Scores =
            [
                new Score(id, "exact_match", value < 0.9 ? 1 : 0),
                new Score(id, "token_f1", Mixed(ordinal, model.Length + 7)),
                new Score(id, "rougeL", Mixed(ordinal, model.Length + 13)),
            ],
        };
    }

    // Spread over 0 to 1 by a hash: the same for equal numbers.
    private static double Mixed(int ordinal, int salt) =>
        (uint)HashCode(ordinal, salt) / (double)uint.MaxValue;

    private static int HashCode(int ordinal, int salt)
    {
        ulong mixed = ((ulong)ordinal + 1) * 0x9E3779B97F4A7C15 ^ ((ulong)salt * 0xC2B2AE3D27D4EB4F);
        mixed ^= mixed >> 29;
        mixed *= 0x94D049BB133111EB;
        return (int)(mixed >> 32);
    }

    private static string Summary(List<double> times) => times.Count == 0
        ? $"{"-",-22}"
        : Format($"p50 {At(times, 0.5),3:0} ms, p95 {At(times, 0.95),3:0} ms");

    private static double At(List<double> times, double share) =>
        times.Order().ElementAt((int)Math.Ceiling(share * times.Count) - 1);

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    private static double Size(string path) => new FileInfo(path).Length / 1e6;

    private static double Memory()
    {
        using Process own = Process.GetCurrentProcess();
        return own.WorkingSet64 / (1024.0 * 1024);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
