using System.Runtime.CompilerServices;
using System.Text;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Writes the labels of a run, or the items that wait for one.</summary>
/// <param name="store">Holds the run and its labels.</param>
public sealed class LabelExport(IRunReader store)
{
    /// <summary>Writes a file, which appears when it is complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="questions">Questions to write.</param>
    /// <param name="format">The form of the file.</param>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="queue">
    /// Instead of labels, write the drawn items that wait for one, without who wrote what.
    /// </param>
    /// <param name="cancellationToken">Cancels between rows; an older file stays.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="IOException">The folder or the disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task<int> WriteAsync(
        RunRecord run,
        IReadOnlyList<LabelQuestion> questions,
        LabelFileFormat format,
        string path,
        bool queue,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(questions);
        List<ExportedLabel> rows = [];
        LabelBook book = await store.Labels.ReadAsync(run.Id, cancellationToken);
        foreach (LabelQuestion question in questions)
        {
            await foreach (ExportedLabel row in queue
                ? WaitingAsync(run, question, book, cancellationToken)
                : LabelledAsync(run, question, book, cancellationToken))
            {
                rows.Add(row);
            }
        }

        await OutputFile.WriteAsync(
            path,
            async stream =>
            {
                await using StreamWriter writer = new(
                    stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                await LabelFileWriter.WriteAsync(rows, format, writer, cancellationToken);
            },
            cancellationToken);
        return rows.Count;
    }

    private async IAsyncEnumerable<ExportedLabel> LabelledAsync(
        RunRecord run,
        LabelQuestion question,
        LabelBook book,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ILookup<string, ItemLabels> items = book.Items(question)
            .ToLookup(item => item.Item!.SampleId, StringComparer.Ordinal);
        await foreach (StoredOutputs sample in StoredOutputs.ReadAsync(store, run.Id, question.Task, cancellationToken))
        {
            foreach (ItemLabels item in items[sample.Row.Sample.Id]
                .OrderBy(item => item.Item!.Id, StringComparer.Ordinal))
            {
                foreach (LabelEvent one in item.Current
                    .Where(own => item.IsAnswered(own.Key))
                    .OrderBy(own => own.Key, StringComparer.Ordinal)
                    .Select(own => own.Value)
                    .Concat(item.Adjudication is { } settled ? [settled] : []))
                {
                    yield return Row(run, sample, one.Entry.Item, question, book.DrawOf(question), one);
                }
            }
        }
    }

    private async IAsyncEnumerable<ExportedLabel> WaitingAsync(
        RunRecord run,
        LabelQuestion question,
        LabelBook book,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LabelQueue waiting = await LabelQueue.ReadAsync(store, run, question, cancellationToken);
        IReadOnlyDictionary<string, ItemLabels> labels = book.ByItem(question);
        Dictionary<string, LabelItem[]> drawn = waiting.Entries
            .Where(entry => entry.IsDrawn && labels.GetValueOrDefault(entry.Item.Id)?.Current.Count is null or 0)
            .GroupBy(entry => entry.Item.SampleId, entry => entry.Item, StringComparer.Ordinal)
            .ToDictionary(sample => sample.Key, sample => sample.ToArray(), StringComparer.Ordinal);
        await foreach (StoredOutputs sample in StoredOutputs.ReadAsync(store, run.Id, question.Task, cancellationToken))
        {
            foreach (LabelItem item in drawn.GetValueOrDefault(sample.Row.Sample.Id, []))
            {
                yield return Row(run, sample, item, question, waiting.Draw, label: null);
            }
        }
    }

    private static ExportedLabel Row(
        RunRecord run,
        StoredOutputs sample,
        LabelItem item,
        LabelQuestion question,
        EstimationDraw? draw,
        LabelEvent? label)
    {
        string after = Text(sample, item.Model);
        string? before = item.Baseline is { } baseline ? Text(sample, baseline) : null;
        bool candidateFirst = label?.Entry.CandidateFirst ?? item.CandidateFirst(draw?.Seed ?? 1);
        string? group = sample.Row.Sample.Group;
        return new ExportedLabel
        {
            Run = run.Id,
            Question = question,
            Item = item,
            Label = label,
            IsDrawn = draw?.Contains(item.SampleId, group) == true,
            Part = draw?.PartOf(item.SampleId, group) ?? LabelSplit.Usual.PartOf(item.SampleId, group, 1),
            Input = sample.Row.Sample.Input.Length > 0 ? sample.Row.Sample.Input : sample.Row.Prompt,
            Reference = sample.Row.Sample.Targets.Count > 0 ? sample.Row.Sample.Targets[0] : null,
            First = before is null || candidateFirst ? after : before,
            Second = before is null ? null : candidateFirst ? before : after,
        };
    }

    private static string Text(StoredOutputs sample, string model) =>
        sample.Outputs.TryGetValue(model, out ModelOutput? output) ? output.Text : "";
}
