using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>
/// How often the longer of two outputs is the better one by people's labels, where these and the lengths differ; and
/// how
/// often judges find the same one better.
/// </summary>
internal static class LongestAnswer
{
    /// <summary>Measures it.</summary>
    /// <param name="items">The labelled items.</param>
    /// <param name="judges">Names of the judges.</param>
    /// <param name="isPair">Labels say which of two outputs is better.</param>
    public static AgreementBaseline Measure(
        IReadOnlyList<RatedItem> items, IReadOnlyList<string> judges, bool isPair)
    {
        (double People, double Longer, Func<string, double?> Judge)[] decided =
        [
            .. (isPair ? Pairs(items) : Outputs(items)).Where(pair => pair.People != 0 && pair.Longer != 0),
        ];
        return new AgreementBaseline(
            "longest answer",
            Proportion.From(decided, pair => Math.Sign(pair.Longer) == Math.Sign(pair.People)),
            "pairs of outputs of one sample of which people find one better",
            judges.ToDictionary(judge => judge, judge => Proportion.From(
                decided.Where(pair => pair.Judge(judge) is not null),
                pair => Math.Sign(pair.Judge(judge)!.Value) == Math.Sign(pair.People))));
    }

    private static IEnumerable<(double People, double Longer, Func<string, double?> Judge)> Pairs(
        IReadOnlyList<RatedItem> items) => items
            .Where(item => item is { Grade: not null, Length: not null })
            .Select(item => (item.Grade!.Value, (double)item.Length!.Value, Of(item)));

    private static IEnumerable<(double People, double Longer, Func<string, double?> Judge)> Outputs(
        IReadOnlyList<RatedItem> items) =>
        from sample in items.Where(item => item is { Grade: not null, Length: not null })
            .GroupBy(item => item.SampleId, StringComparer.Ordinal)
        let outputs = sample.ToArray()
        from i in Enumerable.Range(0, outputs.Length)
        from j in Enumerable.Range(i + 1, outputs.Length - i - 1)
        let first = outputs[i]
        let second = outputs[j]
        select (
            second.Grade!.Value - first.Grade!.Value,
            (double)(second.Length!.Value - first.Length!.Value),
            new Func<string, double?>(judge => Of(second)(judge) - Of(first)(judge)));

    private static Func<string, double?> Of(RatedItem item) => judge => item.Judges.GetValueOrDefault(judge);
}
