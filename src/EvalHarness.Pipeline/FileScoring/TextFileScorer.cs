using System.Globalization;
using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Scores the predictions of a JSONL file with any metrics that compare texts.</summary>
public static class TextFileScorer
{
    /// <summary>Reads rows <c>{"id", "prediction", "reference" | "references"}</c> and scores each.</summary>
    /// <param name="path">The file; read once, one row in memory at a time.</param>
    /// <param name="metrics">At least one.</param>
    /// <param name="keepSamples">Keep every row's scores, not only their means.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The file is unreadable, empty or malformed; names the line.</exception>
    public static TextFileScores Score(
        string path, IReadOnlyList<IMetric> metrics, bool keepSamples, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        using LineReader lines = new(path);
        TextPairRow row = new();
        IdTable ids = new();
        List<TextSample> samples = [];
        MetricTotal[] totals = [.. metrics.Select(_ => new MetricTotal())];
        int count = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Parse(line, () => lines.Place);
            row.RequireOwnId(ids, lines.LineNumber, () => lines.Place);
            string id = row.Id.IsEmpty
                ? lines.LineNumber.ToString(CultureInfo.InvariantCulture)
                : Encoding.UTF8.GetString(row.Id);
            Score[] scores = ScoreRow(row, id, metrics);
            for (int i = 0; i < scores.Length; i++)
            {
                totals[i].Add(scores[i]);
            }

            count++;
            if (keepSamples)
            {
                samples.Add(new(id, scores));
            }
        }

        return count == 0
            ? throw new InvalidInputException(path, "no rows", "at least one JSON object")
            : new([.. metrics.Select(metric => metric.Definition)], count, [.. totals.Select(Summarize)], samples);
    }

    private static Score[] ScoreRow(TextPairRow row, string id, IReadOnlyList<IMetric> metrics)
    {
        string[] targets = new string[row.ReferenceCount];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = row.Reference(i).ToString();
        }

        Sample sample = new() { Id = id, Targets = targets };
        ModelOutput output = new() { SampleId = id, Text = row.Prediction.ToString() };
        return [.. metrics.Select(metric => metric.Score(sample, output))];
    }

    private static TextMetricSummary Summarize(MetricTotal total) =>
        new(total.Scored == 0 ? null : total.Sum / total.Scored, total.Scored, total.Unscored);

    private sealed class MetricTotal
    {
        public double Sum { get; private set; }

        public int Scored { get; private set; }

        public SortedDictionary<string, int> Unscored { get; } = new(StringComparer.Ordinal);

        public void Add(Score score)
        {
            if (score.Value is { } value)
            {
                Sum += value;
                Scored++;
            }
            else
            {
                string reason = score.Reason ?? "no reason given";
                Unscored[reason] = Unscored.GetValueOrDefault(reason) + 1;
            }
        }
    }
}
