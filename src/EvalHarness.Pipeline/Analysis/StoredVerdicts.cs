using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>The stored verdicts of one task, without the judges' words, and the scores that stand in the end.</summary>
internal sealed class StoredVerdicts
{
    private readonly Dictionary<(string Run, string JudgeId), List<VerdictRow>> _rows = [];
    private readonly Dictionary<(string Run, string JudgeId, VerdictPurpose, string Sample, string Text), VerdictRow>
        _byText = [];

    private readonly Dictionary<(string Run, bool IsPair, string Sample, string Text), double> _known = [];
    private readonly Dictionary<(string Run, bool IsPair, string Sample, string Text), double> _labels = [];
    private readonly List<(string Run, VerdictRow Row)> _otherVersions = [];
    private readonly Dictionary<(string Run, string Question), StoredLabels?> _stored = [];
    private readonly IReadOnlyList<StoredJudge> _judges;

    private StoredVerdicts(IReadOnlyList<StoredJudge> judges) => _judges = judges;

    /// <summary>Reads the verdicts of some judges in some runs.</summary>
    public static async Task<StoredVerdicts> ReadAsync(
        IRunReader reader,
        IEnumerable<string> runs,
        string task,
        IReadOnlyList<StoredJudge> judges,
        IReadOnlyDictionary<string, string?> groups,
        CancellationToken cancellationToken)
    {
        StoredVerdicts verdicts = new(judges);
        HashSet<string> ids = [.. judges.Select(judge => judge.Id)];
        List<(string Run, VerdictRow Row)> own = [];
        foreach (string run in runs)
        {
            LabelBook book = await reader.Labels.ReadAsync(run, cancellationToken);
            foreach (LabelQuestion question in judges.Select(judge => judge.Question).Distinct())
            {
                verdicts._stored[(run, question.Id)] = Analysis.StoredLabels.From(book, question, groups);
            }

            await foreach (VerdictRow row in reader.ReadVerdictsAsync(run, task, cancellationToken))
            {
                VerdictRow kept = row with
                {
                    Verdict = row.Verdict with { RawText = "", Reasoning = "", Evidence = [] },
                    Review = row.Review is null ? null : row.Review with { RawText = "" },
                };
                if (row.Purpose == VerdictPurpose.Person)
                {
                    verdicts.AddLabel(run, kept);
                }
                else if (ids.Contains(row.JudgeId))
                {
                    own.Add((run, kept));
                }
                else
                {
                    verdicts._otherVersions.Add((run, kept));
                }
            }
        }

        foreach ((string run, VerdictRow row) in own)
        {
            verdicts.Add(run, row);
        }

        return verdicts;
    }

    /// <summary>All rows of a judge.</summary>
    public IReadOnlyList<VerdictRow> Of(string run, StoredJudge judge) =>
        _rows.GetValueOrDefault((run, judge.Id)) ?? [];

    /// <summary>All rows of a judge for one purpose.</summary>
    public IEnumerable<VerdictRow> Of(string run, StoredJudge judge, VerdictPurpose purpose) =>
        Of(run, judge).Where(row => row.Purpose == purpose);

    /// <summary>
    /// The score that a judge's metric has for a text: its own in the first layer, what stands after review in the
    /// second. <c>null</c> when it was never asked.
    /// </summary>
    public Score? Score(
        string run, StoredJudge judge, VerdictPurpose purpose, string sample, string text)
    {
        if (judge.Layer == 1)
        {
            // A fault beside a score may be the baseline's; that of the text itself is known without a verdict.
            return Find(run, judge, purpose, sample, text)?.Verdict.ToScore() is { } score
                ? score with { Fault = score.Value is null ? score.Fault : null }
                : null;
        }

        StoredJudge[] panel = [.. Reviewed(judge)];
        return panel.Any(member => Find(run, member, purpose, sample, text) is not null)
            ? Standing(run, panel, judge, purpose, sample, text)
            : null;
    }

    /// <summary>What a panel says of a text and, with a reviewer, what stands after the review.</summary>
    public Score Standing(
        string run,
        IReadOnlyList<StoredJudge> panel,
        StoredJudge? reviewer,
        VerdictPurpose purpose,
        string sample,
        string text)
    {
        IEnumerable<VerdictRow?> rows = panel.Select(judge => Find(run, judge, purpose, sample, text));
        return Consensus.From(
            sample,
            (reviewer ?? panel[0]).Metric.Name,
            [.. rows.Where(row => row is not null).Select(row => row!.Verdict)],
            reviewer is null ? null : Find(run, reviewer, purpose, sample, text)?.Review);
    }

    /// <summary>Verdicts that other versions of a judge gave under its name, by version.</summary>
    public IEnumerable<IReadOnlyList<VerdictRow>> OtherVersions(string run, StoredJudge judge) => _otherVersions
        .Where(other => other.Run == run && other.Row.Verdict.Judge == judge.Name)
        .Select(other => other.Row)
        .GroupBy(row => row.JudgeId, StringComparer.Ordinal)
        .OrderBy(version => version.Key, StringComparer.Ordinal)
        .Select(version => version.ToArray());

    /// <summary>The labelled grade of an output; <c>null</c> where none is known.</summary>
    public double? Known(string run, StoredJudge judge, string sample, string text) =>
        _known.TryGetValue((run, judge.IsPairwise, sample, text), out double grade) ? grade : null;

    /// <summary>What people said of drawn pairs of a run; <c>null</c> when nothing.</summary>
    public StoredLabels? StoredLabels(string run, StoredJudge judge) =>
        _stored.GetValueOrDefault((run, judge.Question.Id));

    /// <summary>The looks that it is to decide gates on what people said of a run.</summary>
    public IEnumerable<LabelLook> Looks(string run) => _stored
        .Where(labels => labels.Key.Run == run && labels.Value is not null)
        .Select(labels => labels.Value!.Look);

    /// <summary>People's label of an output in a file; <c>null</c> where there is none.</summary>
    public double? Labelled(string run, StoredJudge judge, string sample, string text) =>
        _labels.TryGetValue((run, judge.IsPairwise, sample, text), out double grade) ? grade : null;

    /// <summary>Every text that a judge's metric has a score for, or should have.</summary>
    public IEnumerable<VerdictRow> Texts(string run, StoredJudge judge, VerdictPurpose purpose) =>
        (judge.Layer == 1 ? [judge] : Reviewed(judge))
            .SelectMany(member => Of(run, member, purpose))
            .DistinctBy(row => (row.Verdict.SampleId, row.TextKey));

    /// <summary>The judges of the first layer whose verdicts a master reviews.</summary>
    public IEnumerable<StoredJudge> Reviewed(StoredJudge master) =>
        _judges.Where(judge => judge.Layer == 1 && judge.IsPairwise == master.IsPairwise);

    private VerdictRow? Find(string run, StoredJudge judge, VerdictPurpose purpose, string sample, string text) =>
        _byText.GetValueOrDefault((run, judge.Id, purpose, sample, text));

    // Labels of the run's own outputs measure a judge whose configuration names no labelled texts.
    private double? Label(string run, StoredJudge judge, VerdictRow row) =>
        _labels.TryGetValue((run, judge.IsPairwise, row.Verdict.SampleId, row.TextKey), out double grade) ? grade
        : judge.Configuration.Labels is null
            ? StoredLabels(run, judge)?.Grade(row.Verdict.SampleId, row.TextKey)
            : null;

    // A label that was withdrawn has no score.
    private void AddLabel(string run, VerdictRow row)
    {
        if (row.Verdict.Score is { } grade)
        {
            _labels[(run, row.JudgeId == PersonLabel.OfPairs, row.Verdict.SampleId, row.TextKey)] = grade;
        }
    }

    private void Add(string run, VerdictRow stored)
    {
        StoredJudge judge = _judges.First(known => known.Id == stored.JudgeId);
        bool isPair = judge.IsPairwise;
        VerdictRow row = stored.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label
            && Label(run, judge, stored) is { } label ? stored with { Known = label } : stored;
        if (!_rows.TryGetValue((run, row.JudgeId), out List<VerdictRow>? rows))
        {
            _rows[(run, row.JudgeId)] = rows = [];
        }

        rows.Add(row);
        _byText[(run, row.JudgeId, row.Purpose, row.Verdict.SampleId, row.TextKey)] = row;
        if (row is { Known: { } grade, Purpose: VerdictPurpose.Sample or VerdictPurpose.Label })
        {
            _known[(run, isPair, row.Verdict.SampleId, row.TextKey)] = grade;
        }
    }
}
