using System.Globalization;
using System.Text.RegularExpressions;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Metrics.Text;

namespace EvalHarness.Metrics;

/// <summary>Finds targets that a metric cannot see, so that every model would score the same.</summary>
public static partial class TargetSight
{
    /// <summary>What to look at again, each with its remedy; empty when nothing is.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="samples">The samples; at least one.</param>
    /// <param name="maxOutputTokens">Most tokens of an output; <c>null</c> when unknown.</param>
    public static IReadOnlyList<string> Find(IMetric metric, IReadOnlyList<Sample> samples, int? maxOutputTokens)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(samples);
        string name = metric.Definition.Name;
        if (MetricCatalog.NeedsOf(name) == MetricCatalog.RankingNeed || name == JsonValidMetric.Name
            || name.StartsWith(RegexMetric.Name + ":", StringComparison.Ordinal))
        {
            return [];
        }

        int untargeted = samples.Count(sample => sample.Targets.Count == 0);
        if (untargeted > 0)
        {
            return [Share(untargeted, samples.Count, "have no target")
                + " and stay unscored; \"target\" names the dataset's field"];
        }

        int blank = samples.Count(sample => sample.Targets.All(string.IsNullOrWhiteSpace));
        return blank > 0 && name is not (SquadMetric.ExactName or SquadMetric.OverlapName)
            ? [Share(blank, samples.Count, "have an empty target")]
            : FindBlindness(metric, samples, maxOutputTokens) is { } found ? [found] : [];
    }

    private static string? FindBlindness(
        IMetric metric, IReadOnlyList<Sample> samples, int? maxOutputTokens) =>
        metric switch
        {
            RougeMetric rouge => Describe(
                samples, sample => !sample.Targets.Any(rouge.CanSee), least: 0,
                "have no target with enough words for it",
                metric.Definition.Name.Contains(RougeMetric.UnicodeSuffix, StringComparison.Ordinal)
                    ? "use a shorter type, such as rouge1:unicode"
                    : "rougeL:unicode counts words of every script"),
            NumericMatchMetric => Describe(
                samples, sample => !sample.Targets.Any(NumericMatchMetric.IsNumeric), least: 0,
                "have no target with a number", "use exact_match, or the field that holds the number"),
            ChoiceMetric => Describe(
                samples, sample => !sample.Targets.Any(target => ChoiceMetric.IsChoice(target, sample.Choices)),
                least: 0,
                "have a target that is none of its choices, nor a letter",
                "\"choices\" names the dataset's field with the choices"),
            ContainsMetric => Describe(
                samples, sample => sample.Targets.All(target => IsOneLetter(target.Trim())), least: 0.5,
                "have a target of one character, which many texts contain", "use choice, or numeric_match for numbers"),
            SquadMetric => Describe(
                samples, sample => sample.Targets.Any(IsSignedNumber), least: 0.05,
                "have a target whose sign or point SQuAD's form drops", "use numeric_match, or exact_match"),
            ExactMatchMetric => DescribeExact(samples, maxOutputTokens),
            _ => null,
        };

    private static string? DescribeExact(IReadOnlyList<Sample> samples, int? most)
    {
        const string Advice = "use token_f1, rougeL, chrf or a judge";
        return Describe(
                samples, sample => sample.Targets.All(target => WordsOf(target) > most), least: 0,
                string.Create(
                    CultureInfo.InvariantCulture, $"have a target longer than an output of {most} tokens can be"),
                "raise maxOutputTokens, or " + Advice)
            ?? Describe(
                samples, sample => sample.Targets.All(target => SentenceBreak().IsMatch(target)), least: 0.5,
                "have a target of several sentences, which hardly any output repeats to the letter", Advice);
    }

    private static string? Describe(
        IReadOnlyList<Sample> samples, Predicate<Sample> isBlind, double least, string what, string advice)
    {
        int count = samples.Count(sample => isBlind(sample));
        return count > least * samples.Count ? $"{Share(count, samples.Count, what)}; {advice}" : null;
    }

    private static string Share(int count, int samples, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} of {samples} samples {what}");

    private static int WordsOf(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static bool IsOneLetter(string target) => target is [var only] && char.IsAsciiLetterOrDigit(only);

    private static bool IsSignedNumber(string target) => SignedNumber().IsMatch(target.Trim());

    [GeneratedRegex(@"[.!?…]\s+\p{Lu}|[。！？]\s*\S", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceBreak();

    [GeneratedRegex(@"^[-+\u2212]\p{Sc}?[0-9]|^\p{Sc}?[0-9]+\.[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex SignedNumber();
}
