using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Web.Drawing;

/// <summary>One judge's corrected values of one quantity on a common axis, beside its own.</summary>
public sealed class CorrectedPanel
{
    private CorrectedPanel(CorrectedQuantity quantity, IReadOnlyList<CorrectedScore> rows, double? margin)
    {
        (Quantity, Rows, Margin) = (quantity, rows, margin);
        IEnumerable<double?> values = rows.SelectMany(row => (double?[])[row.Raw, row.Estimate, row.Low, row.High]);
        Scale = IsDifference ? AxisScale.Covering(values, margin) : AxisScale.Spanning(values);
    }

    /// <summary>What is estimated.</summary>
    public CorrectedQuantity Quantity { get; }

    /// <summary>One row for each model, in the report's order.</summary>
    public IReadOnlyList<CorrectedScore> Rows { get; }

    /// <summary>The axis, on the judge's scale; that of differences shows zero.</summary>
    public AxisScale Scale { get; }

    /// <summary>The margin that all gates on the judge's scores share; <c>null</c> without, or for levels.</summary>
    public double? Margin { get; }

    /// <summary>At least one value could be corrected; else there is nothing to draw.</summary>
    public bool HasEstimates => Rows.Any(row => row.Estimate is not null);

    /// <summary>How the rows were corrected, or why not: one line, or one for each way with its models.</summary>
    public IReadOnlyList<string> Methods
    {
        get
        {
            IGrouping<string, CorrectedScore>[] methods =
                [.. Rows.GroupBy(row => row.Method, StringComparer.Ordinal)];
            return methods.Length == 1
                ? [(HasEstimates ? "Corrected by: " : "Not corrected: ") + methods[0].Key]
                : [.. methods.Select(method => $"{string.Join(", ", method.Select(row => row.Model))}: {method.Key}")];
        }
    }

    /// <summary>The values are candidate − baseline.</summary>
    public bool IsDifference => Quantity == CorrectedQuantity.Difference;

    /// <summary>A judge's panels: differences first, then the models' own levels.</summary>
    public static IReadOnlyList<CorrectedPanel> From(Report report, JudgeSummary judge)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(judge);
        double[] margins = [.. report.Gates.Where(gate => gate.Metric == judge.Metric)
            .Select(gate => gate.Margin)
            .Where(double.IsFinite)
            .Distinct()];
        double? margin = margins.Length == 1 ? margins[0] : null;
        return
        [
            .. judge.Corrected.GroupBy(score => score.Quantity)
                .OrderByDescending(quantity => quantity.Key == CorrectedQuantity.Difference)
                .ThenBy(quantity => quantity.Key)
                .Select(quantity => new CorrectedPanel(
                    quantity.Key,
                    [.. quantity],
                    quantity.Key == CorrectedQuantity.Difference ? margin : null)),
        ];
    }

    /// <summary>A row in words, for those who do not see the picture.</summary>
    public static string Describe(CorrectedScore row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Estimate is null
            ? $"The judge's own value is {CorrectedWords.Raw(row)}; it could not be corrected."
            : $"The judge's own value is {CorrectedWords.Raw(row)}, corrected {CorrectedWords.Estimate(row)}, "
                + $"95 % interval {(row.Low is null ? "not known" : CorrectedWords.Interval(row))}.";
    }
}
