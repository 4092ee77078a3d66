using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// The versions of one judge that were tried on a run, against the people who labelled outputs of the dev part. Labels
/// of the sealed part are not looked at.
/// </summary>
public sealed class PromptHistory
{
    private const string AllPeople = "people";

    private readonly string _judge;
    private readonly LabelQuestion _question;
    private readonly Dictionary<string, List<VerdictRow>> _rows;
    private readonly Dictionary<(string Sample, string Text), (int Ordinal, double Grade)> _labelled;

    private PromptHistory(
        string judge,
        LabelQuestion question,
        Dictionary<string, List<VerdictRow>> rows,
        Dictionary<(string Sample, string Text), (int Ordinal, double Grade)> labelled) =>
        (_judge, _question, _rows, _labelled) = (judge, question, rows, labelled);

    /// <summary>Why no label of the run may shape a prompt; <c>null</c> when those of the dev part may.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Labelled outputs of the dev part.</summary>
    public int Items => _labelled.Count;

    /// <summary>The versions: the one that judged the run, then the others as they were tried.</summary>
    public IReadOnlyList<TriedPrompt> Versions { get; private init; } = [];

    /// <summary>Reads a run's verdicts of one judge.</summary>
    /// <param name="store">Holds the run and its labels.</param>
    /// <param name="run">The run.</param>
    /// <param name="judge">Name of a judge of the run.</param>
    /// <param name="question">What people are asked beside it.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public static async Task<PromptHistory> ReadAsync(
        IRunReader store, RunRecord run, string judge, LabelQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(question);
        AgreementItems items = await AgreementItems.ReadAsync(
            store, run, question, LabelPart.Dev, cancellationToken);
        string? obstacle = IterableJudges.Obstacle(items.Book.DrawOf(question));
        Dictionary<(string, string), (int, double)> labelled = obstacle is not null ? [] : items.Used
            .Where(item => item.Grade is not null)
            .ToDictionary(
                item => (item.Item!.SampleId, item.Item.TextKey),
                item => (items.Outputs.Find(item.Item!.Id)!.Ordinal, item.Grade!.Value));
        Dictionary<string, List<VerdictRow>> rows = [];
        await foreach (VerdictRow row in store.ReadVerdictsAsync(run.Id, question.Task, cancellationToken))
        {
            if (row.Verdict.Judge == judge && row.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label)
            {
                if (!rows.TryGetValue(row.JudgeId, out List<VerdictRow>? own))
                {
                    rows[row.JudgeId] = own = [];
                }

                own.Add(Slim(row, labelled));
            }
        }

        PromptHistory history = new(judge, question, rows, labelled) { Obstacle = obstacle };
        string inUse = run.Manifest.Judges.GetValueOrDefault(judge, "");
        PromptVersion[] prompts = [.. items.Book.Prompts.Where(version => version.Judge == judge)];
        return new(judge, question, rows, labelled)
        {
            Obstacle = obstacle,
            Versions =
            [
                .. prompts.Select(version => version.JudgeId).Union(rows.Keys.Order(StringComparer.Ordinal))
                    .OrderBy(id => id == inUse ? 0 : 1)
                    .Select(id => history.Tried(
                        id, id == inUse, prompts.FirstOrDefault(version => version.JudgeId == id))),
            ],
        };
    }

    /// <summary>
    /// A version beside another on the outputs that both scored: the labelled ones of the dev part or, where there are
    /// none, all. <c>null</c> when they have none in common.
    /// </summary>
    /// <param name="id">Hash of the version.</param>
    /// <param name="otherId">Hash of the other.</param>
    public JudgeVersions? Compare(string id, string otherId) => RowsOf(id) is { Count: > 0 } own
        && RowsOf(otherId) is { Count: > 0 } other
            ? JudgeVersions.From(_question.Task, _judge, _question.PassFrom, own, other)
            : null;

    /// <summary>The outputs that both scored, and differently: first those that only one passes.</summary>
    /// <param name="id">Hash of the version.</param>
    /// <param name="otherId">Hash of the other.</param>
    public IReadOnlyList<FlippedVerdict> Flips(string id, string otherId)
    {
        Dictionary<(string, string), double> others = RowsOf(otherId)
            .Where(row => row.Verdict.Score is not null)
            .DistinctBy(Key)
            .ToDictionary(Key, row => row.Verdict.Score!.Value);
        return
        [
            .. RowsOf(id).Where(row => row.Verdict.Score is not null).DistinctBy(Key)
                .Where(row => others.TryGetValue(Key(row), out double other) && other != row.Verdict.Score)
                .Select(row =>
                {
                    double other = others[Key(row)];
                    double score = row.Verdict.Score!.Value;
                    int? ordinal = _labelled.TryGetValue(Key(row), out (int Ordinal, double Grade) known)
                        ? known.Ordinal
                        : null;
                    return new FlippedVerdict(
                        row.Verdict.SampleId, ordinal, row.Verdict.Model, row.Known, score, other,
                        score >= _question.PassFrom != other >= _question.PassFrom);
                })
                .OrderByDescending(flipped => flipped.IsFlip)
                .ThenBy(flipped => flipped.Ordinal)
                .ThenBy(flipped => flipped.SampleId, StringComparer.Ordinal),
        ];
    }

    private TriedPrompt Tried(string id, bool isInUse, PromptVersion? prompt)
    {
        VerdictRow[] own = _labelled.Count == 0 ? [] : [.. RowsOf(id).DistinctBy(Key)];
        return new TriedPrompt(
            id,
            isInUse,
            prompt,
            _rows.GetValueOrDefault(id)?.Count ?? 0,
            own.Length == 0 ? null : RaterComparison.From(
                AllPeople,
                _judge,
                [.. own.Select(row => (row.Known!.Value, row.Verdict.Score))],
                _question.Menu,
                _question.PassFrom,
                RunAgreement.LevelOf(_question.Menu)),
            own.FirstOrDefault(row => row.Verdict.Failure is not null)?.Verdict.Message);
    }

    // What is compared: with labels, the labelled outputs alone.
    private List<VerdictRow> RowsOf(string id) => _rows.GetValueOrDefault(id) is not { } rows ? []
        : _labelled.Count == 0 ? rows
        : [.. rows.Where(row => row.Known is not null)];

    private static (string, string) Key(VerdictRow row) => (row.Verdict.SampleId, row.TextKey);

    // The grade is what people say now on the dev part; one version may have been asked about a sample where another
    // was asked about its label.
    private static VerdictRow Slim(
        VerdictRow row, Dictionary<(string, string), (int Ordinal, double Grade)> labelled) => row with
        {
            Purpose = VerdictPurpose.Label,
            Known = labelled.TryGetValue((row.Verdict.SampleId, row.TextKey), out (int Ordinal, double Grade) known)
                ? known.Grade
                : null,
            Verdict = row.Verdict with { RawText = "", Reasoning = "", Evidence = [] },
        };
}
