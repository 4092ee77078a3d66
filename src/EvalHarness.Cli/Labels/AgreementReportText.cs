using System.Globalization;
using System.Text;
using EvalHarness.Cli.Rendering;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Labels;

/// <summary>Prints agreement for people to read.</summary>
internal static class AgreementReportText
{
    /// <summary>A part as options name it.</summary>
    public static string NameOf(LabelPart part) => part switch
    {
        LabelPart.FewShot => "few-shot",
        LabelPart.Dev => "dev",
        _ => "sealed",
    };

    /// <summary>One section for each question.</summary>
    public static void Write(TextWriter output, IReadOnlyList<AgreementReport> reports)
    {
        StringBuilder text = new();
        for (int i = 0; i < reports.Count; i++)
        {
            text.Append(i == 0 ? "" : "\n");
            Write(text, reports[i]);
        }

        output.Write(Terminal.Printable(text.ToString()));
    }

    private static void Write(StringBuilder text, AgreementReport report)
    {
        Line(text, $"{report.Task ?? "labels"}: {report.Labels} labels of {report.Items} items"
            + (report.Part is { } part ? $", part {NameOf(part)}" : "")
            + (report.Disputed > 0 ? $"; on {report.Disputed} labellers differ" : ""));
        if (report.Run is not null)
        {
            Line(text, report.IsDrawn
                ? "The items were drawn at random" + (report.Excluded > 0
                    ? $"; {report.Excluded} that were not are left out." : ".")
                : "Nothing was drawn: the figures hold for these items and not for others.");
        }

        if (report.SealedLooks is { } looks)
        {
            Line(text, $"Looks at the sealed part so far: {looks}.");
        }

        foreach (RaterComparison judge in report.Judges)
        {
            text.Append('\n');
            Write(text, judge, report);
        }

        if (report.Ceiling is { } people)
        {
            text.Append('\n');
            Line(text, $"People among themselves ({string.Join(", ", people.Labellers)}), "
                + $"{people.Agreement.Items} items labelled by several");
            Line(text, $"  same grade   {Share(people.Agreement.PercentAgreement, people.Percent)}");
            Line(text, $"  mean kappa   {Number(people.MeanKappa)}");
            Line(text, $"  alpha        {With(people.Agreement.Alpha, people.Agreement.AlphaInterval)}");
            foreach (RaterComparison pair in report.People.Take(people.Labellers.Count > 2 ? 20 : 0))
            {
                Line(text, $"  {pair.First} / {pair.Second}: kappa {Kappa(pair.Agreement.Kappa)}, {pair.Items} items");
            }
        }

        text.Append('\n');
        foreach (AgreementBaseline baseline in report.Baselines)
        {
            Line(text, $"{baseline.Name}: {Share(baseline.Right)} of the {baseline.Of}"
                + string.Concat(baseline.Judges.OrderBy(judge => judge.Key, StringComparer.Ordinal)
                    .Select(judge => $"; {judge.Key} {Share(judge.Value)}")));
        }

        foreach (IGrouping<string, SliceAgreement> judge in report.Slices.GroupBy(slice => slice.Comparison.Second))
        {
            text.Append('\n');
            Line(text, $"{judge.Key} by slice");
            foreach (SliceAgreement slice in judge.Where(slice => slice.Comparison.Items > 0))
            {
                Line(text, $"  {slice.Slice}: {Share(slice.Comparison.Same)} the same of {slice.Comparison.Items}, "
                    + $"kappa {Kappa(slice.Comparison.Agreement.Kappa)}");
            }
        }

        foreach (JudgeVersions versions in report.Versions)
        {
            text.Append('\n');
            Line(text, $"{versions.Judge} {Short(versions.JudgeId)} against {Short(versions.OtherId)}: right on "
                + $"{versions.Hits} and {versions.OtherHits} of {versions.Items}; {versions.Gained} gained, "
                + $"{versions.Lost} lost, McNemar p = {Number(versions.PValue)}");
        }
    }

    private static void Write(StringBuilder text, RaterComparison judge, AgreementReport report)
    {
        Line(text, $"{judge.Second} against {judge.First}, {judge.Items} items"
            + (judge.Unscored > 0 ? $", {judge.Unscored} without a verdict" : ""));
        Line(text, $"  same grade   {Share(judge.Same)}");
        Line(text, $"  kappa        {Kappa(judge.Agreement.Kappa)} "
            + $"({judge.Weights.ToString().ToLowerInvariant()} weights)");
        Line(text, $"  alpha        {With(judge.Agreement.Alpha, judge.Agreement.AlphaInterval)}");
        Line(text, $"  passes found {Share(judge.TruePositives)}");
        Line(text, $"  fails found  {Share(judge.TrueNegatives)}");
        foreach (RaterComparison own in report.ByLabeller.Where(own => own.Second == judge.Second && own.Items > 0))
        {
            Line(text, $"  against {own.First}: {Share(own.Same)} the same, kappa {Kappa(own.Agreement.Kappa)}");
        }

        if (judge.Agreement.Confusion is { } matrix && matrix.Categories <= 12)
        {
            int width = Math.Max(6, report.Menu.Grades.Max(grade => grade.Length) + 1);
            Line(text, $"  {judge.First} \\ {judge.Second}");
            Line(text, "  " + "".PadLeft(width)
                + string.Concat(report.Menu.Grades.Select(grade => grade.PadLeft(width))));
            for (int row = 0; row < matrix.Categories; row++)
            {
                Line(text, "  " + report.Menu.Grades[row].PadLeft(width) + string.Concat(
                    Enumerable.Range(0, matrix.Categories).Select(column =>
                        matrix[row, column].ToString(CultureInfo.InvariantCulture).PadLeft(width))));
            }
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Short(string id) => id[..Math.Min(8, id.Length)];

    private static string Share(Proportion? share) =>
        share is null ? "not defined" : $"{Share(share.Share, share.Interval())} ({share.Hits} of {share.Items})";

    private static string Share(double? share, Interval? interval) => share is null ? "not defined"
        : Percent(share.Value) + (interval is { } reach ? $" [{Percent(reach.Low)}, {Percent(reach.High)}]" : "");

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Kappa(WeightedKappa? kappa) => With(kappa?.Kappa, kappa?.Interval());

    private static string With(double? value, Interval? interval) => value is null ? "not defined"
        : Number(value) + (interval is { } reach ? $" [{Number(reach.Low)}, {Number(reach.High)}]" : "");

    private static string Number(double? value) =>
        value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "not defined";
}
