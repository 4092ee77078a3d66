using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>What every version of every judge said of some labelled items.</summary>
internal sealed class JudgedItems
{
    private const int ShortId = 8;

    private readonly Dictionary<(string Sample, string Text), Dictionary<string, double?>> _scores = [];
    private readonly List<(string Judge, bool IsInUse, IReadOnlyList<VerdictRow> Rows)> _versions = [];
    private readonly string _task;

    private JudgedItems(string task) => _task = task;

    /// <summary>Ids of the versions, sorted.</summary>
    public IEnumerable<string> VersionIds =>
        _versions.Select(version => version.Rows[0].JudgeId).Order(StringComparer.Ordinal);

    /// <summary>Reads the verdicts on items.</summary>
    public static async Task<JudgedItems> ReadAsync(
        IRunReader reader,
        RunRecord run,
        EvalConfiguration configuration,
        LabelQuestion question,
        IReadOnlyList<ItemLabels> items,
        CancellationToken cancellationToken)
    {
        HashSet<string> judges =
        [
            .. configuration.Judges.Where(judge => judge.Value.Question == question).Select(judge => judge.Key),
        ];
        Dictionary<(string, string), ItemLabels> labelled = items.ToDictionary(item =>
            (item.Item!.SampleId, item.Item.TextKey));
        JudgedItems found = new(question.Task);
        List<VerdictRow> rows = [];
        await foreach (VerdictRow row in reader.ReadVerdictsAsync(run.Id, question.Task, cancellationToken))
        {
            if (row.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label
                && judges.Contains(row.Verdict.Judge)
                && labelled.TryGetValue((row.Verdict.SampleId, row.TextKey), out ItemLabels? item))
            {
                rows.Add(row with
                {
                    Known = item.Grade,
                    Verdict = row.Verdict with
                    {
                        RawText = "",
                        Reasoning = "",
                        Evidence = [],
                        Score = row.Review is null ? row.Verdict.Score : row.Review.Score,
                    },
                });
            }
        }

        foreach (IGrouping<(string Judge, string JudgeId), VerdictRow> version in rows
            .GroupBy(row => (row.Verdict.Judge, row.JudgeId))
            .OrderBy(version => version.Key))
        {
            bool isInUse = run.Manifest.Judges.GetValueOrDefault(version.Key.Judge) == version.Key.JudgeId;
            found.Add(version.Key.Judge, isInUse, [.. version]);
        }

        return found;
    }

    /// <summary>
    /// Scores of an item by judge; versions other than the run's own with the beginning of their ids.
    /// </summary>
    public IReadOnlyDictionary<string, double?> Of(LabelItem item) =>
        _scores.GetValueOrDefault((item.SampleId, item.TextKey)) ?? [];

    /// <summary>The run's version of each judge against its other versions, on labelled items.</summary>
    public IReadOnlyList<JudgeVersions> Versions(double passFrom) =>
    [
        .. from inUse in _versions
           where inUse.IsInUse
           from other in _versions
           where other.Judge == inUse.Judge && !other.IsInUse
           let compared = JudgeVersions.From(
               _task, inUse.Judge, passFrom,
               Labelled(other.Rows),
               Labelled(inUse.Rows))
           where compared is not null
           select compared,
    ];

    // One version may have been asked about the sample where another was asked about its label.
    private static IReadOnlyList<VerdictRow> Labelled(IReadOnlyList<VerdictRow> rows) =>
    [
        .. rows.Where(row => row.Known is not null).OrderBy(row => row.Purpose)
            .Select(row => row with { Purpose = VerdictPurpose.Label }),
    ];

    private void Add(string judge, bool isInUse, IReadOnlyList<VerdictRow> rows)
    {
        _versions.Add((judge, isInUse, rows));
        string name = isInUse ? judge : $"{judge} ({rows[0].JudgeId[..Math.Min(ShortId, rows[0].JudgeId.Length)]})";
        foreach (VerdictRow row in rows)
        {
            (string, string) key = (row.Verdict.SampleId, row.TextKey);
            if (!_scores.TryGetValue(key, out Dictionary<string, double?>? scores))
            {
                _scores[key] = scores = new(StringComparer.Ordinal);
            }

            // What was asked for the sample itself comes before what was asked for its label.
            if (row.Purpose == VerdictPurpose.Sample || !scores.ContainsKey(name))
            {
                scores[name] = row.Verdict.Score;
            }
        }
    }
}
