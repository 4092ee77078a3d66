using EvalHarness.Statistics;

namespace EvalHarness.Judging;

/// <summary>
/// Two versions of one judge (another prompt, model or option under the same name) on the same texts. With labelled
/// grades it compares how often each is right about pass and fail, otherwise how often each passes.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Judge">Name of the judge.</param>
/// <param name="JudgeId">The version in use.</param>
/// <param name="OtherId">The other version.</param>
/// <param name="ByLabelledGrades">Being right is counted; otherwise passing.</param>
/// <param name="Items">Texts that both versions scored.</param>
/// <param name="Hits">Of these, those that the version in use is right about, or passes.</param>
/// <param name="OtherHits">The same for the other version.</param>
/// <param name="Gained">Texts that only the version in use is right about, or passes.</param>
/// <param name="Lost">Texts that only the other version is right about, or passes.</param>
/// <param name="PValue">McNemar's exact two-sided p-value.</param>
/// <param name="Changed">Ids of the texts on which they part, at most twenty.</param>
public sealed record JudgeVersions(
    string Task,
    string Judge,
    string JudgeId,
    string OtherId,
    bool ByLabelledGrades,
    int Items,
    int Hits,
    int OtherHits,
    int Gained,
    int Lost,
    double PValue,
    IReadOnlyList<string> Changed)
{
    private const int MostChanged = 20;

    /// <summary>Compares two versions; <c>null</c> when no text was scored by both.</summary>
    /// <param name="task">The task.</param>
    /// <param name="judge">Name of the judge.</param>
    /// <param name="passFrom">Lowest score that passes.</param>
    /// <param name="rows">Verdicts of the version in use.</param>
    /// <param name="others">Verdicts of the other version.</param>
    public static JudgeVersions? From(
        string task, string judge, double passFrom, IReadOnlyList<VerdictRow> rows, IReadOnlyList<VerdictRow> others)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(others);
        Dictionary<(VerdictPurpose, string, string), VerdictRow> before = others
            .Where(IsScored)
            .DistinctBy(Key)
            .ToDictionary(Key);
        (VerdictRow Now, VerdictRow Then)[] both =
        [
            .. rows.Where(row => IsScored(row) && before.ContainsKey(Key(row)))
                .DistinctBy(Key)
                .Select(row => (row, before[Key(row)])),
        ];
        bool byKnown = both.Any(pair => pair.Now.Known is not null);
        (string Id, bool Now, bool Then)[] compared =
        [
            .. both.Where(pair => !byKnown || pair.Now.Known is not null)
                .Select(pair => (pair.Now.Verdict.SampleId, Counts(pair.Now, pair.Now), Counts(pair.Then, pair.Now))),
        ];
        if (compared.Length == 0)
        {
            return null;
        }

        int gained = compared.Count(pair => pair.Now && !pair.Then);
        int lost = compared.Count(pair => !pair.Now && pair.Then);
        return new JudgeVersions(
            task,
            judge,
            rows[0].JudgeId,
            others[0].JudgeId,
            byKnown,
            compared.Length,
            compared.Count(pair => pair.Now),
            compared.Count(pair => pair.Then),
            gained,
            lost,
            McNemar.PValue(lost, gained),
            [.. compared.Where(pair => pair.Now != pair.Then).Select(pair => pair.Id).Take(MostChanged)]);

        bool Counts(VerdictRow row, VerdictRow known)
        {
            bool passes = row.Verdict.Score >= passFrom;
            return byKnown ? passes == known.Known >= passFrom : passes;
        }
    }

    private static bool IsScored(VerdictRow row) => row.Verdict.Score is not null
        && row.Purpose is VerdictPurpose.Anchor or VerdictPurpose.Label or VerdictPurpose.Sample;

    private static (VerdictPurpose, string, string) Key(VerdictRow row) =>
        (row.Purpose, row.Verdict.SampleId, row.TextKey);
}
