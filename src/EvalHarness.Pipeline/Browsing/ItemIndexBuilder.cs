using System.Globalization;
using System.Text;
using EvalHarness.Inference.Files;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Exporting;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>
/// Writes an index of items: one narrow row for each sample and candidate, so that a run of a million samples can be
/// filtered and sorted in a moment. It holds one sample at a time in memory.
/// </summary>
/// <param name="reader">Where the run is.</param>
/// <param name="run">The run.</param>
/// <param name="configuration">Its configuration.</param>
/// <param name="judges">Its judges.</param>
internal sealed class ItemIndexBuilder(
    IRunReader reader, RunRecord run, EvalConfiguration configuration, IReadOnlyList<StoredJudge> judges)
{
    private const int LongestIndexedText = 20_000;

    private readonly string[] _models = [.. configuration.Candidates.Except(run.Untried ?? [])];
    private readonly string[] _tasks = [.. run.Manifest.Datasets.Keys];
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ItemMetric> _metrics = ItemMetrics.Of(configuration, judges);
    private long _samples;
    private long _items;

    /// <summary>Writes the index to a file, which appears when it is complete.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="stamp">What the store was when the reading began.</param>
    /// <param name="progress">Told how many samples are done, now and then.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public async Task WriteAsync(
        string path, string stamp, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using PartialFile file = PartialFile.Create(path);
        string partial = file.Lend();
        SqliteConnectionStringBuilder address = new() { DataSource = partial, Pooling = false };
        await using (SqliteConnection connection = new(address.ToString()))
        {
            await connection.OpenAsync(cancellationToken);
            // Whoever dies while writing leaves a file without its name: there is nothing to protect from that.
            SqliteDatabase.Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
            SqliteDatabase.Execute(connection, ItemSchema.Tables(_metrics));
            SqliteDatabase.Execute(connection, "BEGIN");
            await WriteItemsAsync(connection, progress, cancellationToken);
            WriteNames(connection, stamp);
            SqliteDatabase.Execute(connection, "COMMIT");
            foreach (string index in ItemSchema.Indexes(_metrics))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SqliteDatabase.Execute(connection, index);
            }
        }

        file.Complete();
    }

    private async Task WriteItemsAsync(
        SqliteConnection connection, IProgress<long> progress, CancellationToken cancellationToken)
    {
        string[] columns = [.. ItemSchema.Columns, .. _metrics.SelectMany(metric => metric.Columns)];
        using PreparedStatement insertItem = new(
            connection, $"INSERT INTO items ({string.Join(", ", columns)}) VALUES ({Places(columns.Length)})");
        using PreparedStatement insertTag = new(connection, "INSERT OR IGNORE INTO tags (tag, sample) VALUES ($0, $1)");
        using PreparedStatement insertText = new(connection, "INSERT INTO texts (rowid, words) VALUES ($0, $1)");
        Dictionary<string, ItemFacts> facts = _tasks.Where(configuration.Tasks.ContainsKey).ToDictionary(
            task => task, task => ItemFacts.Create(configuration, judges, task, _metrics), StringComparer.Ordinal);
        await foreach (IReadOnlyList<ExportedOutput> own in SamplesAsync(cancellationToken))
        {
            SampleRow sample = own[0].Sample!;
            _samples++;
            insertText.Execute(_samples, TextsOf(own));
            foreach (string tag in sample.Sample.Tags)
            {
                insertTag.Execute(NumberOf(tag), _samples);
            }

            VerdictRow[] verdicts = [.. own.SelectMany(output => output.Verdicts).Distinct()];
            OutputRow? baseline = Of(own, configuration.Baseline);
            for (int model = 0; model < _models.Length; model++)
            {
                insertItem.Execute(
                [
                    ++_items, Array.IndexOf(_tasks, sample.Task), sample.Ordinal, model, _samples, sample.Sample.Id,
                    .. facts[sample.Task].Row(sample, baseline, Of(own, _models[model]), verdicts),
                ]);
            }

            if (_samples % 256 == 0)
            {
                progress.Report(_samples);
            }
        }
    }

    // What a run knows of one sample, together; verdicts on texts that are no output of it left out.
    private async IAsyncEnumerable<IReadOnlyList<ExportedOutput>> SamplesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ExportedOutput> own = [];
        await foreach (ExportedOutput output in new ExportedOutputs(reader, run).ReadAsync(cancellationToken))
        {
            if (own.Count > 0 && !ReferenceEquals(own[0].Sample, output.Sample))
            {
                yield return own;
                own = [];
            }

            if (output.Sample is not null && configuration.Tasks.ContainsKey(output.Task))
            {
                own.Add(output);
            }
        }

        if (own.Count > 0)
        {
            yield return own;
        }
    }

    private void WriteNames(SqliteConnection connection, string stamp)
    {
        using PreparedStatement fact = new(connection, "INSERT INTO facts (name, value) VALUES ($0, $1)");
        fact.Execute("version", ItemSchema.Version);
        fact.Execute("stamp", stamp);
        using PreparedStatement insert =
            new(connection, "INSERT INTO names (kind, number, name) VALUES ($0, $1, $2)");
        Write("task", _tasks);
        Write("model", _models);
        Write("metric", [.. _metrics.Select(metric => (metric.HigherIsBetter ? "+" : "-") + metric.Name)]);
        Write("tag", [.. _tags.OrderBy(tag => tag.Value).Select(tag => tag.Key)]);

        void Write(string kind, IReadOnlyList<string> names)
        {
            for (int i = 0; i < names.Count; i++)
            {
                insert.Execute(kind, i, names[i]);
            }
        }
    }

    private int NumberOf(string tag)
    {
        if (!_tags.TryGetValue(tag, out int number))
        {
            _tags[tag] = number = _tags.Count;
        }

        return number;
    }

    private static OutputRow? Of(IReadOnlyList<ExportedOutput> own, string model) =>
        own.FirstOrDefault(output => output.Output?.Model == model)?.Output;

    private static string TextsOf(IReadOnlyList<ExportedOutput> own)
    {
        SampleRow sample = own[0].Sample!;
        StringBuilder texts = new(sample.Prompt);
        foreach (string text in sample.Sample.Targets
            .Concat(own.Select(output => output.Output?.Output.Text ?? ""))
            .Distinct(StringComparer.Ordinal)
            .TakeWhile(_ => texts.Length < LongestIndexedText))
        {
            texts.Append('\n').Append(text);
        }

        return texts.ToString();
    }

    private static string Places(int count) => string.Join(
        ", ", Enumerable.Range(0, count).Select(place => string.Create(CultureInfo.InvariantCulture, $"${place}")));
}
