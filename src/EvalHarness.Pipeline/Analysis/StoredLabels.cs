using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>
/// People's labels of one run and question as far as they may enter an estimate: of the pairs that were drawn for it.
/// </summary>
internal sealed class StoredLabels
{
    private readonly Dictionary<(string Sample, string Text), ItemLabels> _items = [];
    private readonly IReadOnlyDictionary<string, string?> _groups;

    private StoredLabels(EstimationDraw draw, IReadOnlyDictionary<string, string?> groups) =>
        (Draw, _groups) = (draw, groups);

    /// <summary>The draw in force.</summary>
    public EstimationDraw Draw { get; }

    /// <summary>
    /// The judge's verdicts may foretell drops. Where its prompt may have been improved on other labels of this run, it
    /// sees fewer false drops there than among the drawn pairs, which would not cancel.
    /// </summary>
    public bool MayForecast => Draw.Split.Sealed >= 1;

    /// <summary>Items with a label, or that nobody could tell.</summary>
    public int Answers => _items.Count;

    /// <summary>Gates that were decided on other labels of this question, before or since.</summary>
    public required int EarlierLooks { get; init; }

    /// <summary>The look that it is to decide a gate on these labels.</summary>
    public LabelLook Look =>
        new(Draw.RunId, Draw.Task, Draw.QuestionId, LabelLookKind.Gate, StateOf(_items.Values, Draw), Answers, default);

    /// <summary>The labels; <c>null</c> without a draw, or as long as no drawn item has an answer.</summary>
    /// <param name="book">Everything that people said about the run.</param>
    /// <param name="question">The question.</param>
    /// <param name="groups">Group by sample id.</param>
    public static StoredLabels? From(
        LabelBook book, LabelQuestion question, IReadOnlyDictionary<string, string?> groups)
    {
        if (book.DrawOf(question) is not { } draw)
        {
            return null;
        }

        ItemLabels[] items =
        [
            .. book.ItemsAfterDraw(question).Where(item => (item.Value is not null || item.IsMissing)
                && groups.TryGetValue(item.Item!.SampleId, out string? group)
                && draw.Contains(item.Item.SampleId, group)),
        ];
        if (items.Length == 0)
        {
            return null;
        }

        string state = StateOf(items, draw);
        StoredLabels labels = new(draw, groups)
        {
            EarlierLooks = book.Looks.Count(look => look.Kind == LabelLookKind.Gate
                && look.QuestionId == draw.QuestionId && look.State != state),
        };
        foreach (ItemLabels item in items)
        {
            labels._items[(item.Item!.SampleId, item.Item.TextKey)] = item;
        }

        return labels;
    }

    /// <summary>A sample's pairs were drawn.</summary>
    public bool Contains(string sampleId) => Draw.Contains(sampleId, _groups.GetValueOrDefault(sampleId));

    /// <summary>The mean label of an output, or what it was settled to; <c>null</c> without any.</summary>
    public double? Value(string sampleId, string text) => _items.GetValueOrDefault((sampleId, text))?.Value;

    /// <summary>The grade of an output on the scale; <c>null</c> without any, or while labellers differ.</summary>
    public double? Grade(string sampleId, string text) => _items.GetValueOrDefault((sampleId, text))?.Grade;

    private static string StateOf(IEnumerable<ItemLabels> items, EstimationDraw draw)
    {
        IEnumerable<string> lines = items
            .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Item!.Id} {item.Value:R}"))
            .Order(StringComparer.Ordinal)
            .Prepend(string.Create(CultureInfo.InvariantCulture, $"{draw.Share:R}"));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
