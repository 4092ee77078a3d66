using EvalHarness.Metrics.Corpus;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What the metrics of all outputs together count of one model's outputs of a task.</summary>
internal sealed class CorpusEvidence
{
    private readonly TaskCorpus _corpus;
    private readonly ICorpusTally[] _tallies;
    private readonly List<string> _ids = [];
    private readonly List<string?> _groups = [];
    private int _missing;

    private CorpusEvidence(TaskCorpus corpus) =>
        (_corpus, _tallies) = (corpus, [.. corpus.Metrics.Select(metric => metric.Start())]);

    /// <summary>The values of a task for every model, metric by metric.</summary>
    /// <param name="reader">Where the rows are.</param>
    /// <param name="request">The models, and which of them are compared.</param>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public static async Task<IReadOnlyList<CorpusScore>> ScoreAsync(
        IRunReader reader, ReportRequest request, string task, CancellationToken cancellationToken)
    {
        if (!request.Corpora.TryGetValue(task, out TaskCorpus? corpus))
        {
            return [];
        }

        Dictionary<StoredModel, CorpusEvidence> models = [];
        foreach (StoredModel model in request.Models)
        {
            models.Add(model, await ReadAsync(reader, model, task, corpus, cancellationToken));
        }

        return
        [
            .. corpus.Metrics.Index().SelectMany(metric => request.Models
                .AsParallel().AsOrdered().WithCancellation(cancellationToken)
                .Select(model => models[model].Score(
                    metric.Index, model.Label, task,
                    request.Pairs.FirstOrDefault(pair => pair.Candidate == model) is { } pair
                        ? models[pair.Baseline] : null,
                    request.Comparison.Seed))),
        ];
    }

    // Samples and outputs come in the same order, so that no text is held.
    private static async Task<CorpusEvidence> ReadAsync(
        IRunReader reader, StoredModel model, string task, TaskCorpus corpus, CancellationToken cancellationToken)
    {
        CorpusEvidence evidence = new(corpus);
        await using RowCursor<OutputRow> outputs = await RowCursor<OutputRow>.OpenAsync(
            reader.ReadOutputsAsync(model.RunId, model.Model, task, cancellationToken));
        await foreach (SampleRow sample in reader.ReadSamplesAsync(model.RunId, task, cancellationToken))
        {
            evidence.Add(sample.Sample, await outputs.FindAsync(row => row.Ordinal, sample.Ordinal));
        }

        return evidence;
    }

    private void Add(Sample sample, OutputRow? row)
    {
        if (row is null || _corpus.Find(sample, row.Output) is not { } found)
        {
            _missing++;
            return;
        }

        _ids.Add(sample.Id);
        _groups.Add(sample.Group);
        foreach (ICorpusTally tally in _tallies)
        {
            tally.Add(found.Prediction, found.References);
        }
    }

    private CorpusScore Score(int metric, string model, string task, CorpusEvidence? baseline, long seed)
    {
        MetricDefinition definition = _corpus.Metrics[metric].Definition;
        return new(
            model, $"{task}/{definition.Name}", definition.HigherIsBetter,
            CorpusEstimate.From(_tallies[metric], _groups, new SeededRandom(seed)),
            // In quality: where a metric counts errors, what is lower is better.
            baseline is null ? null
                : definition.HigherIsBetter ? Change(baseline, this, metric, seed)
                : Change(this, baseline, metric, seed),
            _ids.Count, _missing, _tallies[metric].Signature);
    }

    private static CorpusEstimate Change(CorpusEvidence before, CorpusEvidence after, int metric, long seed)
    {
        Dictionary<string, int> places = before._ids.Index()
            .ToDictionary(sample => sample.Item, sample => sample.Index, StringComparer.Ordinal);
        (int Before, int After)[] shared = [.. after._ids.Index()
            .Where(sample => places.ContainsKey(sample.Item))
            .Select(sample => (places[sample.Item], sample.Index))];
        return CorpusEstimate.OfChange(
            before._tallies[metric], after._tallies[metric], shared,
            [.. shared.Select(place => after._groups[place.After])], new SeededRandom(seed));
    }
}
