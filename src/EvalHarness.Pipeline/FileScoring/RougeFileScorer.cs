using System.Globalization;
using System.Text;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Scores the predictions of a JSONL file against their references.</summary>
public static class RougeFileScorer
{
    /// <summary>Reads rows <c>{"id", "prediction", "reference" | "references"}</c> and scores each.</summary>
    /// <param name="path">The file; read once, one row in memory at a time.</param>
    /// <param name="types">At least one.</param>
    /// <param name="useStemmer">Compare stems of words longer than three characters.</param>
    /// <param name="anyScript">Words of every script count, not those of ASCII letters and digits only.</param>
    /// <param name="keepSamples">Keep every row's scores, not only their means.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The file is unreadable, empty or malformed; names the line.</exception>
    public static RougeFileScores Score(
        string path,
        IReadOnlyList<RougeType> types,
        bool useStemmer,
        bool anyScript,
        bool keepSamples,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(types);
        using LineReader lines = new(path);
        RougeScorer scorer = new(types, useStemmer, anyScript);
        TextPairRow row = new();
        IdTable ids = new();
        Func<string> place = () => lines.Place;
        List<RougeSample> samples = [];
        RougeScore[] scores = new RougeScore[types.Count];
        RougeScore[] best = new RougeScore[types.Count];
        RougeScore[] sums = new RougeScore[types.Count];
        int count = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Parse(line, place);
            row.RequireOwnId(ids, lines.LineNumber, place);
            ScoreRow(scorer, row, scores, best);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] = new(
                    sums[i].Precision + best[i].Precision,
                    sums[i].Recall + best[i].Recall,
                    sums[i].FMeasure + best[i].FMeasure);
            }

            count++;
            if (keepSamples)
            {
                samples.Add(new(IdOf(row, lines.LineNumber), [.. best]));
            }
        }

        if (count == 0)
        {
            throw new InvalidInputException(path, "no rows", "at least one JSON object");
        }

        RougeScore[] means =
            [.. sums.Select(sum => new RougeScore(sum.Precision / count, sum.Recall / count, sum.FMeasure / count))];
        return new(types, count, means, samples);
    }

    private static void ScoreRow(RougeScorer scorer, TextPairRow row, RougeScore[] scores, RougeScore[] best)
    {
        scorer.Score(row.Prediction, row.Reference(0), best);
        for (int reference = 1; reference < row.ReferenceCount; reference++)
        {
            scorer.Score(row.Prediction, row.Reference(reference), scores);
            for (int i = 0; i < best.Length; i++)
            {
                best[i] = scores[i].FMeasure > best[i].FMeasure ? scores[i] : best[i];
            }
        }
    }

    private static string IdOf(TextPairRow row, int lineNumber) => row.Id.IsEmpty
        ? lineNumber.ToString(CultureInfo.InvariantCulture)
        : Encoding.UTF8.GetString(row.Id);
}
