namespace EvalHarness.Labels;

/// <summary>Everything that people said about one run.</summary>
public sealed class LabelBook
{
    private static readonly ItemLabels s_none = new([]);

    private static readonly Dictionary<string, ItemLabels> s_empty = [];

    private readonly Dictionary<string, Dictionary<string, ItemLabels>> _items;
    private readonly ILookup<string, LabelEvent> _history;

    /// <summary>Folds what was stored; each list is by sequence.</summary>
    public LabelBook(
        IReadOnlyList<LabelEvent> events,
        IReadOnlyList<LabelPolicy> policies,
        IReadOnlyList<EstimationDraw> draws,
        IReadOnlyList<LabelLook> looks,
        IReadOnlyList<PromptVersion> prompts)
    {
        (Events, Policies, Draws, Looks, Prompts) = (events, policies, draws, looks, prompts);
        _history = events.ToLookup(one => one.Entry.Item.Id, StringComparer.Ordinal);
        _items = events.GroupBy(one => one.Entry.Question.Id, StringComparer.Ordinal).ToDictionary(
            question => question.Key,
            question => question.GroupBy(one => one.Entry.Item.Id, StringComparer.Ordinal).ToDictionary(
                item => item.Key, item => new ItemLabels(item), StringComparer.Ordinal),
            StringComparer.Ordinal);
        Questions = [.. events.Select(one => one.Entry.Question).Distinct()];
        Labellers =
        [
            .. _items.Values.SelectMany(question => question.Values)
                .SelectMany(item => item.Current.Keys.Where(item.IsAnswered))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A book without labels.</summary>
    public static LabelBook Empty { get; } = new([], [], [], [], []);

    /// <summary>All events, by sequence.</summary>
    public IReadOnlyList<LabelEvent> Events { get; }

    /// <summary>The label policies; the last is in force.</summary>
    public IReadOnlyList<LabelPolicy> Policies { get; }

    /// <summary>The policy in force; <c>null</c> when none was written.</summary>
    public LabelPolicy? Policy => Policies is [.., { } last] ? last : null;

    /// <summary>The draws; the last of a question is in force.</summary>
    public IReadOnlyList<EstimationDraw> Draws { get; }

    /// <summary>The looks at labels.</summary>
    public IReadOnlyList<LabelLook> Looks { get; }

    /// <summary>Versions of judges' prompts whose texts were kept.</summary>
    public IReadOnlyList<PromptVersion> Prompts { get; }

    /// <summary>The questions that were answered, in the order of their first answers.</summary>
    public IReadOnlyList<LabelQuestion> Questions { get; }

    /// <summary>Names of all who have a label or an abstention in force, sorted.</summary>
    public IReadOnlyList<string> Labellers { get; }

    /// <summary>The draw in force; <c>null</c> without one.</summary>
    public EstimationDraw? DrawOf(LabelQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        string id = question.Id;
        return Draws.LastOrDefault(draw => draw.QuestionId == id);
    }

    /// <summary>What people say of an item; empty when nobody said anything.</summary>
    public ItemLabels Of(LabelQuestion question, string itemId) => ByItem(question).GetValueOrDefault(itemId, s_none);

    /// <summary>All items that people did anything with, by id.</summary>
    public IReadOnlyDictionary<string, ItemLabels> ByItem(LabelQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return _items.GetValueOrDefault(question.Id, s_empty);
    }

    /// <summary>All items that people did anything with.</summary>
    public IEnumerable<ItemLabels> Items(LabelQuestion question) => ByItem(question).Values;

    /// <summary>
    /// The items whose labels may enter an estimate, each with the draw in force: all of its labels came after the
    /// first draw of the question, so that the draw cannot have followed them.
    /// </summary>
    public IEnumerable<ItemLabels> ItemsAfterDraw(LabelQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        string id = question.Id;
        long first = Draws.Where(draw => draw.QuestionId == id).Select(draw => draw.Sequence)
            .DefaultIfEmpty(long.MaxValue).Min();
        return Items(question).Where(item => _history[item.Item!.Id].All(one =>
            one.Entry.Question.Id != id || one.Sequence > first));
    }

    /// <summary>Everything that was ever done with an item, by sequence.</summary>
    public IReadOnlyList<LabelEvent> History(string itemId) => [.. _history[itemId]];

    /// <summary>What a labeller did last and can take back; <c>null</c> when there is nothing.</summary>
    public LabelEvent? LastOf(string labeller) => _items.Values
        .SelectMany(question => question.Values)
        .Select(item => item.Current.GetValueOrDefault(labeller))
        .MaxBy(own => own?.Sequence);
}
