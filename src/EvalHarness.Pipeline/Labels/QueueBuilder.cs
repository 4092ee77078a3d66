using EvalHarness.Judging;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Collects the entries of a queue, sample by sample.</summary>
/// <param name="question">The question.</param>
/// <param name="baseline">Name of the baseline.</param>
/// <param name="draw">The draw in force; <c>null</c> without one.</param>
/// <param name="reasons">What is worth reading.</param>
internal sealed class QueueBuilder(
    LabelQuestion question, string baseline, EstimationDraw? draw, ReadingReasons reasons)
{
    private const long Seed = 1;

    private readonly List<(string Place, string Order, QueueEntry Entry)> _drawn = [];
    private readonly List<QueueEntry> _others = [];

    /// <summary>Adds what is to be labelled of a sample.</summary>
    public void Add(LabelSample sample)
    {
        bool isDrawn = draw?.Contains(sample.Id, sample.Group) == true;
        LabelPart part = draw?.PartOf(sample.Id, sample.Group)
            ?? LabelSplit.Usual.PartOf(sample.Id, sample.Group, Seed);
        bool isIteration = !isDrawn && part != LabelPart.Sealed && draw is not null
            && new LabelledPairs(draw.Share, draw.Seed).Contains(sample.Id);
        Dictionary<string, (QueueReason[] Reasons, string? Detail)> worth = reasons.Of(sample.Id)
            .DistinctBy(text => text.Text)
            .ToDictionary(text => text.Text, text => (text.Reasons, text.Detail), StringComparer.Ordinal);
        if (isDrawn || isIteration)
        {
            foreach ((LabelItem item, IReadOnlyList<string> candidates) in
                sample.Items(question, baseline, [.. sample.Labellable]))
            {
                worth.Remove(item.TextKey, out (QueueReason[] Reasons, string? Detail) more);
                Add(sample, item, part, isDrawn, candidates, more.Detail,
                    [isDrawn ? QueueReason.Estimation : QueueReason.Iteration, .. more.Reasons ?? []]);
            }
        }

        foreach ((string text, (QueueReason[] why, string? detail)) in worth)
        {
            if (Written(sample, text) is { } item)
            {
                string[] candidates = [.. sample.Candidates.Where(one => one.Value.Key == text).Select(one => one.Key)];
                Add(sample, item, part, isDrawn: false, candidates, detail, why);
            }
        }
    }

    /// <summary>All entries in the queue's order.</summary>
    public IReadOnlyList<QueueEntry> Entries() =>
    [
        .. _drawn.OrderBy(entry => entry.Place, StringComparer.Ordinal)
            .ThenBy(entry => entry.Entry.Ordinal)
            .ThenBy(entry => entry.Order, StringComparer.Ordinal)
            .Select(entry => entry.Entry),
        .. _others.OrderBy(entry => entry.Reasons[0]).ThenBy(entry => entry.Ordinal),
    ];

    private void Add(
        LabelSample sample,
        LabelItem item,
        LabelPart part,
        bool isDrawn,
        IReadOnlyList<string> candidates,
        string? detail,
        IReadOnlyList<QueueReason> why)
    {
        QueueEntry entry = new()
        {
            Item = item,
            Ordinal = sample.Ordinal,
            Group = sample.Group,
            Part = part,
            Probability = isDrawn ? draw!.Probability : null,
            IsOverlap = isDrawn && draw!.IsOverlap(sample.Id),
            Reasons = why,
            Detail = detail,
            Candidates = candidates,
        };
        if (isDrawn)
        {
            // The outputs of one sample side by side, in an order that tells nothing of who wrote them.
            _drawn.Add((
                JudgingSample.OrderOf($"queue\n{sample.Id}", draw!.Seed),
                JudgingSample.OrderOf($"queue\n{item.Id}", draw.Seed),
                entry));
        }
        else
        {
            _others.Add(entry);
        }
    }

    // An output that a judge read and that is still there; a pair needs both.
    private LabelItem? Written(LabelSample sample, string text)
    {
        if (question.Kind == LabelKind.Output && sample.Baseline?.Key == text)
        {
            return sample.Item(question, baseline, text);
        }

        string? model = sample.Candidates.Where(one => one.Value.Key == text).Select(one => one.Key).FirstOrDefault();
        return model is null ? null
            : question.Kind == LabelKind.Output ? sample.Item(question, model, text)
            : sample.Item(question, model, text) with { Baseline = baseline, BaselineKey = sample.Baseline!.Key };
    }
}
