namespace EvalHarness.Labels;

/// <summary>What people say of one item, folded from its events.</summary>
public sealed class ItemLabels
{
    private readonly Dictionary<string, Stack<LabelEvent>> _byLabeller = new(StringComparer.Ordinal);

    /// <summary>Folds events.</summary>
    /// <param name="events">All events of one item and question, by sequence.</param>
    public ItemLabels(IEnumerable<LabelEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (LabelEvent one in events)
        {
            Item ??= one.Entry.Item;
            if (one.Entry.Action == LabelAction.Adjudicate)
            {
                Adjudication = one.Entry.Score is null ? null : one;
                continue;
            }

            if (!_byLabeller.TryGetValue(one.Entry.Labeller, out Stack<LabelEvent>? own))
            {
                _byLabeller[one.Entry.Labeller] = own = new();
            }

            if (one.Entry.Action == LabelAction.Undo)
            {
                own.TryPop(out _);
            }
            else
            {
                own.Push(one);
            }
        }

        Current = _byLabeller.Where(own => own.Value.Count > 0)
            .ToDictionary(own => own.Key, own => own.Value.Peek(), StringComparer.Ordinal);
        Scores =
        [
            .. Current.Where(own => own.Value.Entry.Score is not null)
                .OrderBy(own => own.Key, StringComparer.Ordinal)
                .Select(own => own.Value.Entry.Score!.Value),
        ];
    }

    /// <summary>The item; <c>null</c> without events.</summary>
    public LabelItem? Item { get; }

    /// <summary>What holds for each labeller: a label, an abstention or a skip.</summary>
    public IReadOnlyDictionary<string, LabelEvent> Current { get; }

    /// <summary>The adjudication in force; <c>null</c> without one.</summary>
    public LabelEvent? Adjudication { get; }

    /// <summary>The labels in force, by labeller; the adjudication is not among them.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>Labellers differ, and nobody settled it.</summary>
    public bool IsDisputed => Adjudication is null && Scores.Distinct().Count() > 1;

    /// <summary>
    /// For means and changes: the settled score, else the mean of the labels, in which no labeller's leaning is chosen;
    /// <c>null</c> when nobody gave one.
    /// </summary>
    public double? Value => Adjudication?.Entry.Score ?? (Scores.Count == 0 ? null : Scores.Average());

    /// <summary>
    /// On the scale: the settled score, else the one that most labellers gave; <c>null</c> when none has most.
    /// </summary>
    public double? Grade => Adjudication?.Entry.Score ?? MostGiven(Scores);

    /// <summary>People were asked and none could tell.</summary>
    public bool IsMissing => Value is null && Current.Values.Any(own => own.Entry.Action == LabelAction.Abstain);

    /// <summary>The score that most labellers gave; <c>null</c> when none has most.</summary>
    public static double? MostGiven(IEnumerable<double> scores)
    {
        (double Score, int Count)[] counted =
        [
            .. scores.GroupBy(score => score).Select(same => (same.Key, Count: same.Count()))
                .OrderByDescending(same => same.Count),
        ];
        return counted switch
        {
            [] => null,
            [var (only, _)] => only,
            [var (most, count), var (_, next), ..] => count > next ? most : null,
        };
    }

    /// <summary>The labeller gave a label, or cannot tell.</summary>
    public bool IsAnswered(string labeller) => Current.TryGetValue(labeller, out LabelEvent? own)
        && own.Entry.Action is LabelAction.Label or LabelAction.Abstain;

    /// <summary>What a new entry would replace or take back.</summary>
    /// <param name="entry">The entry, about this item.</param>
    /// <returns>The event that holds until now, or <c>null</c>; and whether the entry says anything new.</returns>
    /// <exception cref="InvalidInputException">A reason is missing, or there is nothing to take back.</exception>
    public (LabelEvent? Former, bool IsNews) Accept(LabelEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Action == LabelAction.Adjudicate)
        {
            return (Adjudication, Adjudication?.Entry.Score != entry.Score || Adjudication?.Entry.Note != entry.Note);
        }

        LabelEvent? own = Current.GetValueOrDefault(entry.Labeller);
        bool isAnswered = IsAnswered(entry.Labeller);
        if (entry.Action == LabelAction.Undo)
        {
            return own is not null ? (own, true) : throw new InvalidInputException(
                "undo", $"no label of {entry.Labeller} for this item", "a label, an abstention or a skip to take back");
        }

        if (entry.Action == LabelAction.Skip && isAnswered)
        {
            throw new InvalidInputException(
                "skip", "an item that has your label", "an item without one", "Take the label back, or change it.");
        }

        if (own is not null
            && (own.Entry.Action, own.Entry.Score) == (entry.Action, entry.Score)
            && (entry.Note is null || entry.Note == own.Entry.Note))
        {
            return (own, false);
        }

        return !isAnswered || entry.Reason is not null ? (own, true) : throw new InvalidInputException(
            "reason", "a changed label without a reason", "why the label changes");
    }
}
