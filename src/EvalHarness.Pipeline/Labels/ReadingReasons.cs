using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// What makes outputs worth reading, from the judges' verdicts on them. What judges picked says nothing about the
/// others, so none of it is drawn.
/// </summary>
internal sealed class ReadingReasons
{
    private readonly ILookup<string, (string Text, QueueReason[] Reasons, string? Detail)> _bySample;

    private ReadingReasons(IEnumerable<(string Sample, string Text, QueueReason[] Reasons, string? Detail)> found) =>
        _bySample = found.ToLookup(
            item => item.Sample, item => (item.Text, item.Reasons, item.Detail), StringComparer.Ordinal);

    /// <summary>Reads the verdicts of a question's judges.</summary>
    public static async Task<ReadingReasons> ReadAsync(
        IRunReader reader,
        RunRecord run,
        EvalConfiguration configuration,
        LabelQuestion question,
        CancellationToken cancellationToken)
    {
        HashSet<string> judges =
        [
            .. configuration.Judges.Where(judge => judge.Value.Question == question).Select(judge => judge.Key),
        ];
        Dictionary<(string Sample, string Text), List<VerdictRow>> rows = [];
        await foreach (VerdictRow row in reader.ReadVerdictsAsync(run.Id, question.Task, cancellationToken))
        {
            if (row.Purpose == VerdictPurpose.Sample
                && judges.Contains(row.Verdict.Judge)
                && (!run.Manifest.Judges.TryGetValue(row.Verdict.Judge, out string? version) || version == row.JudgeId))
            {
                (string, string) key = (row.Verdict.SampleId, row.TextKey);
                if (!rows.TryGetValue(key, out List<VerdictRow>? own))
                {
                    rows[key] = own = [];
                }

                own.Add(row with
                {
                    Verdict = row.Verdict with { RawText = "", Reasoning = "", Evidence = [] },
                    Review = row.Review is null ? null : row.Review with { RawText = "" },
                });
            }
        }

        return new ReadingReasons(
            from item in rows
            let reasons = Reasons(item.Value, question).ToArray()
            where reasons.Length > 0
            select (item.Key.Sample, item.Key.Text, reasons,
                item.Value.Select(row => row.Review?.HumanReason).FirstOrDefault(reason => reason is not null)));
    }

    /// <summary>The texts of a sample that are worth reading.</summary>
    public IEnumerable<(string Text, QueueReason[] Reasons, string? Detail)> Of(string sampleId) => _bySample[sampleId];

    private static IEnumerable<QueueReason> Reasons(List<VerdictRow> rows, LabelQuestion question)
    {
        if (rows.Any(row => row.Review is { NeedsHuman: true }))
        {
            yield return QueueReason.CannotDecide;
        }

        double[] scores =
        [
            .. rows.Where(row => row.Verdict is { Layer: 1, Score: not null }).Select(row => row.Verdict.Score!.Value),
        ];
        if (scores.Length > 1 && (scores.Max() - scores.Min() >= 1
            || (scores.Min() < question.PassFrom && scores.Max() >= question.PassFrom)))
        {
            yield return QueueReason.Disagreement;
        }

        if (rows.Any(row => row.Verdict.OrderFlip == true))
        {
            yield return QueueReason.Flip;
        }

        if (rows.Any(row => row.EscalatedFor.Count > 0))
        {
            yield return QueueReason.Escalated;
        }
    }
}
