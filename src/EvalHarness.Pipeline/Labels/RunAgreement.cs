using System.Security.Cryptography;
using System.Text;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Runs;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Compares the judges of a run with the people who labelled its outputs.</summary>
public static class RunAgreement
{
    /// <summary>
    /// Judges against people on one question. Once there is a draw, items count that were drawn by its hash, and not
    /// those that judges picked; without one, every labelled item. Looking at the sealed part is noted.
    /// </summary>
    /// <param name="store">Holds the run and its labels.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">A question of <see cref="LabelQuestions.Of(RunRecord)"/>.</param>
    /// <param name="part">Only labels of this part; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public static async Task<AgreementReport> BuildAsync(
        IRunReader store,
        RunRecord run,
        LabelQuestion question,
        LabelPart? part,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(question);
        EvalConfiguration configuration = LabelQuestions.Configuration(run);
        AgreementItems chosen = await AgreementItems.ReadAsync(store, run, question, part, cancellationToken);
        (LabelBook book, LabelledOutputs outputs, IReadOnlyList<ItemLabels> used) =
            (chosen.Book, chosen.Outputs, chosen.Used);
        JudgedItems verdicts = await JudgedItems.ReadAsync(
            store, run, configuration, question, used, cancellationToken);
        RatedItem[] items = [.. used.Select(item => new RatedItem
        {
            Id = item.Item!.Id,
            SampleId = item.Item.SampleId,
            People = item.Current.Where(own => own.Value.Entry.Score is not null).ToDictionary(
                own => own.Key, own => own.Value.Entry.Score!.Value, StringComparer.Ordinal),
            Grade = item.Grade,
            Judges = verdicts.Of(item.Item),
            Length = outputs.Find(item.Item.Id)!.Length,
            Slices = outputs.Find(item.Item.Id)!.Slices,
        })];
        AgreementReport report = AgreementReport.From(
            items, question.Menu, question.PassFrom, LevelOf(question.Menu), question.Kind == LabelKind.Pair);
        return report with
        {
            Run = run.Id,
            Task = question.Task,
            Part = part,
            IsDrawn = book.DrawOf(question) is not null,
            Excluded = chosen.Labelled.Count(item => outputs.Find(item.Item!.Id)?.IsRandom != true),
            Versions = verdicts.Versions(question.PassFrom),
            SealedLooks = await NoteAsync(store, run, question, outputs, used, verdicts, cancellationToken),
        };
    }

    /// <summary>What the grades of a menu mean: an order, except where they are only pass and fail.</summary>
    internal static MeasurementLevel LevelOf(VerdictMenu menu) =>
        menu.Grades.Count > 2 ? MeasurementLevel.Ordinal : MeasurementLevel.Nominal;

    private static async Task<int?> NoteAsync(
        IRunReader store,
        RunRecord run,
        LabelQuestion question,
        LabelledOutputs outputs,
        IReadOnlyList<ItemLabels> used,
        JudgedItems verdicts,
        CancellationToken cancellationToken)
    {
        ItemLabels[] seen = [.. used.Where(item => outputs.Find(item.Item!.Id)!.Part == LabelPart.Sealed)];
        if (seen.Length == 0)
        {
            return null;
        }

        string state = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            '\n',
            [
                .. verdicts.VersionIds,
                .. seen.Select(item => FormattableString.Invariant($"{item.Item!.Id} {item.Value:R}")),
            ]))).AsSpan(0, 16));
        if (store.Labels.IsWritable)
        {
            await store.Labels.NoteLookAsync(
                new LabelLook(
                    run.Id, question.Task, question.Id, LabelLookKind.Sealed, state, seen.Length, default),
                cancellationToken);
        }

        return (await store.Labels.ReadAsync(run.Id, cancellationToken)).Looks
            .Count(look => look.Kind == LabelLookKind.Sealed && look.QuestionId == question.Id);
    }
}
