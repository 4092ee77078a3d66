using System.Globalization;
using System.Text;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Metrics.Filters;
using EvalHarness.Pipeline.Files;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Scores the predictions of a JSONL file with any metrics that compare texts.</summary>
public static class TextFileScorer
{
    /// <summary>Reads rows <c>{"id", "prediction", "reference" | "references"}</c> and scores each.</summary>
    /// <param name="path">The file; read once, one row in memory at a time.</param>
    /// <param name="scoring">At least one metric, and how to treat predictions.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The file is unreadable, empty or malformed; names the line.</exception>
    public static TextFileScores Score(string path, TextScoring scoring, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scoring);
        using LineReader lines = new(path);
        TextPairRow row = new();
        IdTable ids = new();
        List<TextSample> samples = [];
        MetricTotal[] totals = [.. scoring.Metrics.Select(_ => new MetricTotal())];
        ICorpusTally[] tallies = [.. scoring.CorpusMetrics.Select(metric => metric.Start())];
        int count = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Parse(line, () => lines.Place);
            row.RequireOwnId(ids, lines.LineNumber, () => lines.Place);
            string id = row.Id.IsEmpty
                ? lines.LineNumber.ToString(CultureInfo.InvariantCulture)
                : Encoding.UTF8.GetString(row.Id);
            Score[] scores = ScoreRow(row, id, scoring, tallies);
            for (int i = 0; i < scores.Length; i++)
            {
                totals[i].Add(scores[i]);
            }

            count++;
            if (scoring.KeepsSamples)
            {
                samples.Add(new(id, scores));
            }
        }

        return count == 0
            ? throw new InvalidInputException(path, "no rows", "at least one JSON object")
            : new(
                [.. scoring.Metrics.Select(metric => metric.Definition)], count,
                [.. totals.Select(total => total.Summarize())], samples)
            {
                Corpora =
                [
                    .. scoring.CorpusMetrics.Zip(tallies, (metric, tally) => new CorpusSummary(
                        metric.Definition, CorpusEstimate.From(tally, new SeededRandom(0)), tally.Count,
                        tally.Signature)),
                ],
            };
    }

    private static Score[] ScoreRow(TextPairRow row, string id, TextScoring scoring, ICorpusTally[] tallies)
    {
        string[] targets = new string[row.ReferenceCount];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = row.Reference(i).ToString();
        }

        string prediction = row.Prediction.ToString();
        try
        {
            prediction = scoring.Filter?.Extract([prediction], []) ?? prediction;
        }
        catch (FilterException failure)
        {
            return
            [
                .. scoring.Metrics.Select(metric => new Score(
                    id, metric.Definition.Name, null, failure.Message, Fault: ScoreFault.MetricUndefined)),
            ];
        }

        Sample sample = new() { Id = id, Targets = targets };
        ModelOutput output = new() { SampleId = id, Text = prediction };
        foreach (ICorpusTally tally in tallies)
        {
            tally.Add(prediction, targets);
        }

        return [.. scoring.Metrics.Select(metric => metric.Score(sample, output))];
    }
}
