using System.Runtime.CompilerServices;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>
/// Joins the samples, outputs and verdicts of a run while they are read: it holds the rows of one sample at a time.
/// </summary>
/// <param name="reader">Where the rows are.</param>
/// <param name="run">The run.</param>
internal sealed class ExportedOutputs(IRunReader reader, RunRecord run)
{
    private int _samples;
    private int _outputs;
    private int _scores;
    private int _verdicts;

    /// <summary>What was read so far.</summary>
    public ExportCounts Counts => new(_samples, _outputs, _scores, _verdicts);

    /// <summary>All outputs, by task, ordinal and model; behind those of a task, verdicts on other texts.</summary>
    public async IAsyncEnumerable<ExportedOutput> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string task in run.Manifest.Datasets.Keys)
        {
            await foreach (ExportedOutput output in ReadTaskAsync(task, cancellationToken))
            {
                yield return output;
            }
        }
    }

    private async IAsyncEnumerable<ExportedOutput> ReadTaskAsync(
        string task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // While a run is under way, what is read later knows more: verdicts before the outputs that they are about, and
        // outputs before their samples, so that nothing is met that has no place.
        await using RowCursor<VerdictRow> verdicts = await RowCursor<VerdictRow>.OpenAsync(
            reader.ReadVerdictsBySampleAsync(run.Id, task, cancellationToken));
        await using RowCursor<OutputRow> outputs = await RowCursor<OutputRow>.OpenAsync(
            reader.ReadOutputsAsync(run.Id, model: null, task, cancellationToken));
        await foreach (SampleRow sample in reader.ReadSamplesAsync(run.Id, task, cancellationToken))
        {
            _samples++;
            OutputRow[] own = await outputs.TakeWhileAsync(row => row.Ordinal == sample.Ordinal);
            VerdictRow[] judged = await verdicts.TakeWhileAsync(row => row.Verdict.SampleId == sample.Sample.Id);
            foreach (ExportedOutput output in Join(sample, own, judged))
            {
                yield return output;
            }
        }

        while (verdicts.Current is { } row)
        {
            _verdicts++;
            yield return new ExportedOutput(task, row.Verdict.SampleId, Sample: null, Output: null, [row]);
            await verdicts.MoveAsync();
        }
    }

    private IEnumerable<ExportedOutput> Join(SampleRow sample, OutputRow[] outputs, VerdictRow[] verdicts)
    {
        _outputs += outputs.Length;
        _scores += outputs.Sum(row => row.Scores.Count);
        _verdicts += verdicts.Length;
        ILookup<string, VerdictRow> byText = verdicts.ToLookup(row => row.TextKey, StringComparer.Ordinal);
        string[] keys = [.. outputs.Select(row => OutputKey.From(row.Output.Text))];
        for (int i = 0; i < outputs.Length; i++)
        {
            yield return Exported(outputs[i], [.. byText[keys[i]]]);
        }

        VerdictRow[] others = [.. verdicts.Where(row => !keys.Contains(row.TextKey, StringComparer.Ordinal))];
        if (others.Length > 0 || outputs.Length == 0)
        {
            yield return Exported(output: null, others);
        }

        ExportedOutput Exported(OutputRow? output, IReadOnlyList<VerdictRow> own) =>
            new(sample.Task, sample.Sample.Id, sample, output, own);
    }
}
