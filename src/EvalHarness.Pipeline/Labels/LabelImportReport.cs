namespace EvalHarness.Pipeline.Labels;

/// <summary>What became of the labels of a file.</summary>
/// <param name="Rows">Rows of the file; of nested files, labels.</param>
/// <param name="Unlabelled">Rows without a grade.</param>
/// <param name="Stored">Labels that are new or changed something.</param>
/// <param name="Unchanged">Labels that were there already.</param>
/// <param name="NotDrawn">Of the labels that matched, those of items that were not drawn for estimation.</param>
/// <param name="Unmatched">Rows that no output of the run matches, by reason.</param>
/// <param name="FirstUnmatched">The first of them, at most ten: place and reason.</param>
public sealed record LabelImportReport(
    int Rows,
    int Unlabelled,
    int Stored,
    int Unchanged,
    int NotDrawn,
    IReadOnlyDictionary<string, int> Unmatched,
    IReadOnlyList<InputError> FirstUnmatched)
{
    /// <summary>Labels that matched an output of the run.</summary>
    public int Matched => Stored + Unchanged;
}
