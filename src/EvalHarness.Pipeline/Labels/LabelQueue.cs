using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>
/// What people are to label of one question of a run: first the items that were drawn for estimation, in the order of
/// the draw's hash, then those that are worth reading. It depends on the run's outputs, its verdicts and the stored
/// draw, and not on labels: build it once, and again when a draw is stored.
/// </summary>
#pragma warning disable CA1711 // The queue that labellers speak of; no collection.
public sealed class LabelQueue
#pragma warning restore CA1711
{
    private readonly Dictionary<string, QueueEntry> _byId;
    private readonly (string Id, QueueEntry Entry)[] _entries;
    private readonly LabelNeeds _needs;

    private LabelQueue(
        LabelQuestion question, EstimationDraw? draw, IReadOnlyList<QueueEntry> entries, LabelNeeds needs)
    {
        (Question, Draw, Entries, _needs) = (question, draw, entries, needs);
        _entries = [.. entries.Select(entry => (entry.Item.Id, entry))];
        _byId = _entries.ToDictionary(entry => entry.Id, entry => entry.Entry, StringComparer.Ordinal);
    }

    /// <summary>The question.</summary>
    public LabelQuestion Question { get; }

    /// <summary>The draw in force; <c>null</c> as long as nothing is drawn.</summary>
    public EstimationDraw? Draw { get; }

    /// <summary>Everything that is to be labelled: drawn items first, those of one sample side by side.</summary>
    public IReadOnlyList<QueueEntry> Entries { get; }

    /// <summary>Reads a run's outputs and verdicts.</summary>
    /// <param name="store">Holds the run and its labels.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">A question of <see cref="LabelQuestions.Of(RunRecord)"/>.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<LabelQueue> ReadAsync(
        IRunReader store, RunRecord run, LabelQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(question);
        EvalConfiguration configuration = LabelQuestions.Configuration(run);
        string[] candidates = [.. configuration.Candidates.Except(run.Untried ?? [])];
        EstimationDraw? draw = (await store.Labels.ReadAsync(run.Id, cancellationToken)).DrawOf(question);
        ReadingReasons reasons =
            await ReadingReasons.ReadAsync(store, run, configuration, question, cancellationToken);
        LabelNeeds needs = new(run.Id, question, configuration, candidates, draw);
        QueueBuilder builder = new(question, configuration.Baseline, draw, reasons);
        await foreach (StoredOutputs stored in
            StoredOutputs.ReadAsync(store, run.Id, question.Task, cancellationToken))
        {
            LabelSample sample = LabelSample.From(stored, configuration.Baseline, candidates);
            needs.Add(sample, stored.Outputs.Keys);
            builder.Add(sample);
        }

        return new LabelQueue(question, draw, builder.Entries(), needs);
    }

    /// <summary>The entry of an item; <c>null</c> when it is not in the queue.</summary>
    public QueueEntry? Find(string itemId) => _byId.GetValueOrDefault(itemId);

    /// <summary>What a labeller is to label next; <c>null</c> when nothing is left.</summary>
    /// <param name="book">The labels that there are.</param>
    /// <param name="labeller">Who.</param>
    /// <param name="drawn">Of the drawn items; otherwise of those that are worth reading.</param>
    /// <param name="part">Of this part alone; <c>null</c> for all.</param>
    public QueueEntry? Next(LabelBook book, string labeller, bool drawn = true, LabelPart? part = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        IReadOnlyDictionary<string, ItemLabels> labels = book.ByItem(Question);
        return _entries
            .Where(entry => IsListed(entry.Entry, drawn, part))
            .Select(entry => (entry.Entry, Labels: labels.GetValueOrDefault(entry.Id)))
            .Where(item => IsDue(item.Entry, item.Labels, labeller) && item.Labels?.IsAnswered(labeller) != true)
            .OrderBy(item => item.Labels?.Current.GetValueOrDefault(labeller)?.Sequence ?? 0)
            .FirstOrDefault().Entry;
    }

    /// <summary>How far a labeller has come; the parameters are those of <see cref="Next"/>.</summary>
    public QueueProgress Progress(LabelBook book, string labeller, bool drawn = true, LabelPart? part = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        IReadOnlyDictionary<string, ItemLabels> labels = book.ByItem(Question);
        (int answered, int all) = (0, 0);
        foreach ((string id, QueueEntry entry) in _entries)
        {
            ItemLabels? own = labels.GetValueOrDefault(id);
            if (IsListed(entry, drawn, part) && IsDue(entry, own, labeller))
            {
                all++;
                answered += own?.IsAnswered(labeller) == true ? 1 : 0;
            }
        }

        return new QueueProgress(answered, all);
    }

    /// <summary>How many labels each gate needs of each candidate, and how many there are.</summary>
    public IReadOnlyList<LabelNeed> Needs(LabelBook book) => _needs.For(book);

    /// <summary>A draw that would give every gate the labels that it needs.</summary>
    public DrawProposal Propose() => _needs.Propose();

    private static bool IsListed(QueueEntry entry, bool drawn, LabelPart? part) =>
        entry.IsDrawn == drawn && (part is null || entry.Part == part);

    // One label is enough, unless the item is there to compare labellers.
    private static bool IsDue(QueueEntry entry, ItemLabels? labels, string labeller) =>
        entry.IsOverlap || labels is null || labels.IsAnswered(labeller) || !labels.Current.Keys.Any(labels.IsAnswered);
}
