using System.Globalization;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Web.Drawing;

/// <summary>
/// Size across and the worst change in quality, in margins, upwards; smaller and better is up and left.
/// </summary>
public sealed class FrontierPanel
{
    /// <summary>Pixels from the plot's top to its bottom.</summary>
    public const int Height = 320;

    private const int LongestLabel = 24;
    private const int ShownMargins = 3;
    private readonly double _unit;
    private readonly FrontierLabels _labels;

    private FrontierPanel(IReadOnlyList<FrontierPoint> points)
    {
        Points = points;
        (_unit, Unit) = points.Max(point => point.FileBytes) switch
        {
            >= 1_000_000_000 => (1e9, "GB"),
            >= 1_000_000 => (1e6, "MB"),
            _ => (1e3, "kB"),
        };
        Sizes = AxisScale.Spanning(points.Select(point => (double?)point.FileBytes / _unit));
        Changes = AxisScale.Covering(
            points.SelectMany(point => (double?[])[point.Worst!.Value, point.Worst.Low, point.Worst.High]),
            margin: 1,
            shownMargins: ShownMargins);
        Edge = [.. points.Where(point => point.IsOnFrontier).OrderBy(point => point.FileBytes)];
        _labels = new(
            [
                .. points.Select(point => (
                    point,
                    Label(point),
                    Sizes.Share(point.FileBytes!.Value / _unit),
                    1 - Changes.Share(point.Worst!.Value))),
            ],
            Height);
    }

    /// <summary>Candidates of known size and change, in the report's order; at least one.</summary>
    public IReadOnlyList<FrontierPoint> Points { get; }

    /// <summary>Those that none dominates, by size.</summary>
    public IReadOnlyList<FrontierPoint> Edge { get; }

    /// <summary>The axis of sizes, in <see cref="Unit"/>.</summary>
    public AxisScale Sizes { get; }

    /// <summary>Unit of the sizes: <c>kB</c>, <c>MB</c> or <c>GB</c>.</summary>
    public string Unit { get; }

    /// <summary>The axis of changes, in margins; its high end is drawn at the top.</summary>
    public AxisScale Changes { get; }

    /// <summary>The picture of a frontier; <c>null</c> when no candidate has both a size and a change.</summary>
    public static FrontierPanel? From(Frontier frontier)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        FrontierPoint[] points =
            [.. frontier.Points.Where(point => point is { FileBytes: not null, Worst: not null })];
        return points.Length == 0 ? null : new(points);
    }

    /// <summary>A candidate's place from the left, as an SVG percentage.</summary>
    public string Left(FrontierPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return Sizes.Percent(point.FileBytes!.Value / _unit);
    }

    /// <summary>A change's place from the top, as an SVG percentage; beyond an end it stands at the end.</summary>
    public string Top(double change) => Changes.Length(change, Changes.High);

    /// <summary>Where the candidate's name stands beside its mark; <c>null</c> where there is no room for it.</summary>
    internal FrontierLabels.LabelPlace? PlaceOfLabel(FrontierPoint point) => _labels.Find(point.Candidate);

    /// <summary>The candidate's name, cut when there is no room for it.</summary>
    public static string Label(FrontierPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        StringInfo name = new(VisibleText.OnOneLine(point.Candidate));
        return name.LengthInTextElements <= LongestLabel
            ? name.String
            : name.SubstringByTextElements(0, LongestLabel - 1) + "…";
    }

    /// <summary>The picture in words, for those who do not see it.</summary>
    public string Describe() => string.Join(" ", Points.Select(point =>
        $"{VisibleText.OnOneLine(point.Candidate)}: {ReportNumbers.Bytes(point.FileBytes)}, worst change "
        + $"{ReportNumbers.Margins(point.Worst!.Value)} margins "
        + $"{ReportNumbers.Margins(point.Worst.Low, point.Worst.High)}, "
        + $"{DecisionWords.Plain(point.Decision)}."));
}
