using System.Globalization;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>One candidate's size, speed, memory and loss, as the readable reports show them.</summary>
/// <param name="Point">The candidate's place.</param>
/// <param name="Cells">One text for each of <see cref="Titles"/>.</param>
internal sealed record FrontierRow(FrontierPoint Point, IReadOnlyList<string> Cells)
{
    /// <summary>What the table shows.</summary>
    public const string Explanation =
        "Worst change in quality over the gates, in margins: at −1.00 a loss is as large as its gate tolerates. "
        + "A candidate is dominated when another is no larger and no worse, and better in one of the two; speed and "
        + "memory vary between equal runs and do not decide.";

    /// <summary>Headings of the cells.</summary>
    public static IReadOnlyList<string> Titles { get; } =
        ["file", "of base", "bits per weight", "tokens/s", "peak memory", "worst change", "bounds"];

    /// <summary>A row for each candidate.</summary>
    public static IReadOnlyList<FrontierRow> AllOf(Frontier frontier)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        return [.. frontier.Points.Select(Of)];
    }

    /// <summary>A change in margins with its sign and two decimals.</summary>
    public static string Margins(double? change) => change is { } value && double.IsFinite(value)
        ? value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture)
        : ReportNumbers.Missing;

    /// <summary>Its bounds: <c>[−0.90, +0.04]</c>; missing when either end is.</summary>
    public static string Bounds(WorstChange? worst) => worst is { Low: { } low, High: { } high }
        ? $"[{Margins(low)}, {Margins(high)}]"
        : ReportNumbers.Missing;

    private static FrontierRow Of(FrontierPoint point) => new(
        point,
        [
            ReportNumbers.Bytes(point.FileBytes),
            ReportNumbers.Percent(point.ShareOfBaseline),
            ReportNumbers.Bits(point.BitsPerWeight),
            ReportNumbers.Measure(point.TokensPerSecond),
            ReportNumbers.Bytes(point.PeakMemoryBytes),
            Margins(point.Worst?.Value),
            Bounds(point.Worst),
        ]);
}
