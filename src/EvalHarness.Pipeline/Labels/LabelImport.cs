using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Joins labels that were made elsewhere with the outputs of a run, and stores them.</summary>
/// <param name="store">Holds the run, and receives the labels.</param>
public sealed class LabelImport(IRunReader store)
{
    // Stored together, so that who waits sees progress. An import that is broken off is completed by the next one.
    private const int Together = 1000;

    private const int Shown = 10;
    private const int MostMistakes = 100;

    /// <summary>Reads a file, matches its rows and stores what is new.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="progress">Told of the rows that are done.</param>
    /// <param name="cancellationToken">Cancels between labels; what is stored stays.</param>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, a grade is not on the scale, a label occurs twice, or no row matches.
    /// </exception>
    public async Task<LabelImportReport> ImportAsync(
        RunRecord run,
        string path,
        LabelImportOptions options,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        List<FileLabel> rows = [];
        LabelFileReader reader = new(path, options.Format, options.Columns);
        await foreach (FileLabel row in reader.ReadAsync(cancellationToken))
        {
            rows.Add(row);
        }

        FileLabel[] labelled = [.. rows.Where(row => !string.IsNullOrWhiteSpace(row.Value) || row.Action is not null)];
        LabelMatcher matcher = new(store, run, options, $"import:{Path.GetFileName(path)}");
        await matcher.MatchAsync(labelled, cancellationToken);
        if (matcher.Mistakes.Count > 0)
        {
            throw new InvalidInputException([.. matcher.Mistakes.Take(MostMistakes)]);
        }

        if (matcher.Entries.Count == 0)
        {
            throw Nothing(path, rows.Count, labelled.Length, matcher);
        }

        await DrawAsync(run, options, matcher, cancellationToken);
        long before = await store.Labels.LastSequenceAsync(run.Id, cancellationToken);
        (int done, int stored) = (0, 0);
        foreach (LabelEntry[] chunk in matcher.Entries.Chunk(Together))
        {
            IReadOnlyList<LabelEvent> events = await store.Labels.AppendAsync(chunk, cancellationToken);
            stored += events.Count(one => one.Sequence > before);
            progress?.Report(done += chunk.Length);
        }

        LabelBook book = await store.Labels.ReadAsync(run.Id, cancellationToken);
        return new LabelImportReport(
            rows.Count,
            rows.Count - labelled.Length,
            stored,
            matcher.Entries.Count - stored,
            matcher.Entries.Count(entry => !IsDrawn(book, entry, matcher)),
            matcher.Unmatched.GroupBy(error => error.Actual)
                .ToDictionary(reason => reason.Key, reason => reason.Count()),
            [.. matcher.Unmatched.Take(Shown)]);
    }

    private static bool IsDrawn(LabelBook book, LabelEntry entry, LabelMatcher matcher) =>
        book.DrawOf(entry.Question) is { } draw
        && draw.Contains(entry.Item.SampleId, matcher.GroupOf(entry.Question, entry.Item.SampleId));

    private static InvalidInputException Nothing(string path, int rows, int labelled, LabelMatcher matcher) =>
        labelled == 0
            ? new InvalidInputException(path, FormattableString.Invariant($"{rows} rows, none with a grade"), "labels")
            : new InvalidInputException(
            [
                new InputError(
                    path, FormattableString.Invariant($"{labelled} labels, none of which matches an output of the run"),
                    "labels of outputs of this run"),
                .. matcher.Unmatched.Take(Shown),
            ]);

    private async Task DrawAsync(
        RunRecord run, LabelImportOptions options, LabelMatcher matcher, CancellationToken cancellationToken)
    {
        if (options.Share is not { } share)
        {
            return;
        }

        foreach (LabelQuestion question in matcher.Entries.Select(entry => entry.Question).Distinct())
        {
            await store.Labels.SaveDrawAsync(
                new EstimationDraw
                {
                    RunId = run.Id,
                    Task = question.Task,
                    QuestionId = question.Id,
                    Share = share,
                    Seed = options.Seed,
                    Split = LabelSplit.AllSealed,
                    Author = "import",
                },
                cancellationToken);
        }
    }
}
