using EvalHarness.Pipeline.Browsing.Filtering;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>What filters and orders can ask of the items of a run.</summary>
internal static class ItemFields
{
    /// <summary>Condition that a phrase occurs in the texts of an item's sample.</summary>
    public const string Phrase = "(sample IN (SELECT rowid FROM texts WHERE texts MATCH ?))";

    /// <summary>People's grade of the item's text: from a session's table, as labels change while one reads.</summary>
    public const string Human = "labels.grade";

    /// <summary>Joins people's grades to items. SQLite leaves it out where nothing asks for them.</summary>
    public const string WithLabels = "LEFT JOIN temp.labels ON labels.item = items.seq";

    /// <summary>Name of the field of people's grades.</summary>
    public const string HumanName = "human";

    /// <summary>All fields of a run.</summary>
    public static IReadOnlyList<FilterField> Create(ItemNames names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return
        [
            Name("task", "task", "the task", names.Tasks),
            Name("model", "model", "the candidate", names.Models),
            Name("tag", "sample IN (SELECT sample FROM tags WHERE tag = ?)", "a tag of the sample", names.Tags) with
            {
                Kind = FilterFieldKind.Tag,
            },
            new("id", FilterFieldKind.Text, "sample_id", "the sample's id"),
            Flag("flip", "flip <> 0", "a pass/fail metric changed sides"),
            Flag("lost", "flip < 0", "only the baseline passes a pass/fail metric"),
            Flag("gained", "flip > 0", "only the candidate passes a pass/fail metric"),
            Flag("loss", "loss > 0", "the candidate is worse on a gated metric"),
            Flag("differs", "differs = 1", "the two outputs differ"),
            Flag("empty", "empty = 1", "the candidate's output is empty"),
            Flag("cut", "cut = 1", "the candidate's output ends at the token limit"),
            Flag("failed", "failed = 1", "the candidate gave an error"),
            Flag("missing", "missing = 1", "the candidate has not answered"),
            Flag("unscored", "unscored = 1", "a score of either output is missing"),
            Flag("judged", "judged = 1", "a judge was asked about the candidate's output"),
            Flag("escalated", "escalated = 1", "a later layer of judges was asked"),
            Flag("disagree", "disagree = 1", "judges, orders or layers disagree"),
            Flag("undecided", "undecided = 1", "the judges leave it to a person"),
            Number("margins", "loss", "largest loss on a gated metric, in margins"),
            Number("length", "length", "characters of the candidate's output"),
            Number("prompt_length", "prompt_length", "characters of the prompt"),
            Number(HumanName, Human, "people's grade of the candidate's output"),
            .. names.Metrics.SelectMany(metric => new[]
            {
                Number(metric.Name, metric.Candidate, $"the candidate's {metric.Name}"),
                Number($"baseline:{metric.Name}", metric.Baseline, $"the baseline's {metric.Name}"),
                Number(
                    $"change:{metric.Name}", metric.Change,
                    $"change of {metric.Name} in quality, negative where the candidate is worse"),
            }),
        ];
    }

    private static FilterField Number(string name, string sql, string meaning) =>
        new(name, FilterFieldKind.Number, sql, meaning);

    private static FilterField Flag(string name, string sql, string meaning) =>
        new(name, FilterFieldKind.Flag, sql, meaning);

    private static FilterField Name(string name, string sql, string meaning, IReadOnlyList<string> names) =>
        new(name, FilterFieldKind.Name, sql, meaning)
        {
            Numbers = names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal),
        };
}
