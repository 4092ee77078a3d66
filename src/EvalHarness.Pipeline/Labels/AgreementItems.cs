using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>The labelled items of a question that judges may be compared with people on.</summary>
internal sealed class AgreementItems
{
    private AgreementItems(
        LabelBook book, LabelledOutputs outputs, IReadOnlyList<ItemLabels> labelled, IReadOnlyList<ItemLabels> used) =>
        (Book, Outputs, Labelled, Used) = (book, outputs, labelled, used);

    /// <summary>Everything that people said about the run.</summary>
    public LabelBook Book { get; }

    /// <summary>What the labels are about.</summary>
    public LabelledOutputs Outputs { get; }

    /// <summary>All items with a label.</summary>
    public IReadOnlyList<ItemLabels> Labelled { get; }

    /// <summary>
    /// Of these, the ones of the part that judges did not pick, in the order of their samples: once there is a draw,
    /// those that its hash drew.
    /// </summary>
    public IReadOnlyList<ItemLabels> Used { get; }

    /// <summary>Reads them.</summary>
    /// <param name="store">Holds the run and its labels.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">The question.</param>
    /// <param name="part">Only items of this part; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<AgreementItems> ReadAsync(
        IRunReader store,
        RunRecord run,
        LabelQuestion question,
        LabelPart? part,
        CancellationToken cancellationToken)
    {
        LabelBook book = await store.Labels.ReadAsync(run.Id, cancellationToken);
        ItemLabels[] labelled = [.. book.Items(question).Where(item => item.Value is not null)];
        LabelledOutputs outputs = await LabelledOutputs.ReadAsync(
            store, run, question, book.DrawOf(question), labelled, cancellationToken);
        return new(
            book,
            outputs,
            labelled,
            [
                .. labelled.Where(item => outputs.Find(item.Item!.Id) is { IsRandom: true } output
                        && (part is null || output.Part == part))
                    .OrderBy(item => outputs.Find(item.Item!.Id)!.Ordinal)
                    .ThenBy(item => item.Item!.Id, StringComparer.Ordinal),
            ]);
    }
}
