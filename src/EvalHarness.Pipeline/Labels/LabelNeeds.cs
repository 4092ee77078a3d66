using EvalHarness.Gating;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Labels;

/// <summary>How many labels the gates of a run need, from the pairs that there are.</summary>
internal sealed class LabelNeeds
{
    // Pairs to label where no gate says how many.
    private const int WithoutGates = 60;

    private readonly string _runId;
    private readonly LabelQuestion _question;
    private readonly string _baseline;
    private readonly IReadOnlyList<GateRule> _gates;
    private readonly EstimationDraw? _draw;
    private readonly Dictionary<string, CandidatePairs> _pairs;

    /// <summary>Nothing is counted yet.</summary>
    public LabelNeeds(
        string runId,
        LabelQuestion question,
        EvalConfiguration configuration,
        IReadOnlyList<string> candidates,
        EstimationDraw? draw)
    {
        (_runId, _question, _baseline, _draw) = (runId, question, configuration.Baseline, draw);
        _pairs = candidates.ToDictionary(candidate => candidate, _ => new CandidatePairs(), StringComparer.Ordinal);
        _gates =
        [
            .. configuration.Gates.Where(gate => configuration.Judges.Any(judge =>
                    judge.Value.Question == question && gate.Metric == $"{judge.Value.Task}/judge:{judge.Key}"))
                .Select(gate => gate.ToRule()),
        ];
    }

    /// <summary>Counts a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="answered">The models that answered it.</param>
    public void Add(LabelSample sample, IEnumerable<string> answered)
    {
        if (sample.Baseline is null)
        {
            return;
        }

        HashSet<string> labellable = [.. sample.Labellable];
        foreach (string candidate in answered.Where(_pairs.ContainsKey))
        {
            _pairs[candidate].Add(sample, labellable.Contains(candidate));
        }
    }

    /// <summary>The needs, with the labels that there are.</summary>
    public IReadOnlyList<LabelNeed> For(LabelBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        Dictionary<string, ItemLabels> labels = book.ItemsAfterDraw(_question)
            .ToDictionary(item => item.Item!.Id, StringComparer.Ordinal);
        return
        [
            .. from gate in _gates
               from candidate in _pairs
               select Need(gate, candidate.Key, candidate.Value, labels),
        ];
    }

    /// <summary>
    /// The smallest share that gives every gate its labels. Where the sealed part of the usual split is too small for
    /// that, everything is sealed.
    /// </summary>
    public DrawProposal Propose()
    {
        int differing = _pairs.Values.Sum(pairs => pairs.Differing.Count);
        double wanted = _gates.SelectMany(gate => _pairs.Values.Select(pairs => Probability(gate, pairs)))
            .DefaultIfEmpty(differing == 0 ? 1 : (double)WithoutGates / differing)
            .Max();
        LabelSplit split = wanted <= LabelSplit.Usual.Sealed ? LabelSplit.Usual : LabelSplit.AllSealed;
        EstimationDraw draw = new()
        {
            RunId = _runId,
            Task = _question.Task,
            QuestionId = _question.Id,
            Share = Math.Clamp(Math.Ceiling(1000 * wanted / split.Sealed) / 1000, 0.001, 1),
            Split = split,
        };
        int drawn = _pairs.Values.Sum(pairs =>
            pairs.Differing.Count(sample => draw.Contains(sample.Id, sample.Group)));
        string size = FormattableString.Invariant($"{drawn} of the {differing} pairs that differ are drawn, each with ")
            + FormattableString.Invariant($"probability {draw.Probability:0.###}");
        string reason = _gates.Count == 0 ? "no gate rests on people's grades, so the draw serves to measure judges"
            : wanted >= 1 ? "the gates need every one of them"
            : "so many the gates need to decide";
        string parts = split == LabelSplit.Usual
            ? "A fifth of the groups is kept for examples in prompts and two fifths to work on prompts."
            : "So many are needed that none are left to work on a judge's prompt: take another run for that.";
        return new DrawProposal(draw, differing, drawn, $"{size}: {reason}. {parts}");
    }

    private LabelNeed Need(
        GateRule gate, string candidate, CandidatePairs pairs, Dictionary<string, ItemLabels> labels)
    {
        LabelSample[] drawn = _draw is null
            ? []
            : [.. pairs.Differing.Where(sample => _draw.Contains(sample.Id, sample.Group))];
        double[] changes = [.. drawn.Select(sample => Change(sample, candidate, labels)).OfType<double>()];
        int answered = drawn.Count(sample => Items(sample, candidate).All(item => labels.GetValueOrDefault(item.Id)
            is { } own && (own.Value is not null || own.IsMissing)));
        (int least, int forPower) = Wanted(
            gate, pairs, changes.Length == 0 ? null : changes.Average(change => change * change));
        return new LabelNeed(
            gate.Metric, candidate, pairs.All, pairs.Differing.Count, least, forPower, drawn.Length, changes.Length,
            answered - changes.Length);
    }

    private (int Least, int ForPower) Wanted(GateRule gate, CandidatePairs pairs, double? meanSquare)
    {
        int differing = pairs.Differing.Count;
        if (differing == 0)
        {
            return (0, 0);
        }

        double range = _question.LargestDrop;
        return (
            Math.Min(differing, LabelPlan.Least(differing, pairs.Units, range, gate.MaxDrop, gate.Confidence)),
            Math.Min(differing, LabelPlan.ForPower(
                (double)differing / pairs.All, range, gate.MaxDrop, meanSquare ?? LabelPlan.AssumedSquare(range),
                gate.Confidence)));
    }

    // With which a pair must be drawn so that enough of them are.
    private double Probability(GateRule gate, CandidatePairs pairs)
    {
        (int least, int forPower) = Wanted(gate, pairs, meanSquare: null);
        return pairs.Differing.Count == 0 ? 0 : Math.Min(1, (double)Math.Max(least, forPower) / pairs.Differing.Count);
    }

    private double? Change(LabelSample sample, string candidate, Dictionary<string, ItemLabels> labels)
    {
        double?[] values = [.. Items(sample, candidate).Select(item => labels.GetValueOrDefault(item.Id)?.Value)];
        return values is [var preference] ? preference : values[1] - values[0];
    }

    private IEnumerable<LabelItem> Items(LabelSample sample, string candidate) =>
        sample.Items(_question, _baseline, [candidate]).Select(item => item.Item);
}
