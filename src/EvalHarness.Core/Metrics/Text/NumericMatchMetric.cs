using System.Globalization;

namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output's last number equals a target's, within a relative tolerance.</summary>
internal sealed class NumericMatchMetric : IMetric
{
    /// <summary>Stable name; a tolerance may follow behind a colon.</summary>
    public const string Name = "numeric_match";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the output's last number equals a target's within TOLERANCE, relative to the target "
        + "(absolute at 0; 1e-6 by default); 0 or 1.";

    private const double DefaultTolerance = 1e-6;

    private readonly double _tolerance;

    private NumericMatchMetric(string name, double tolerance)
    {
        _tolerance = tolerance;
        Definition = new(name, HigherIsBetter: true, IsPassFail: true, Meaning);
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>The metric of a name: <c>numeric_match</c> or <c>numeric_match:0.01</c>; else <c>null</c>.</summary>
    public static NumericMatchMetric? Create(string name)
    {
        if (name == Name)
        {
            return new(name, DefaultTolerance);
        }

        return name.StartsWith(Name + ":", StringComparison.Ordinal)
            && double.TryParse(
                name.AsSpan(Name.Length + 1),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out double tolerance)
            && tolerance is >= 0 and < 1
            ? new(name, tolerance)
            : null;
    }

    /// <summary>A target holds a number that can be compared.</summary>
    public static bool IsNumeric(string target) => NumberText.ReadLast(target) is not null;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (FaultyScore.Find(sample, output, Definition, needsTarget: true) is { } faulty)
        {
            return faulty;
        }

        double[] targets = [.. sample.Targets.Select(NumberText.ReadLast).OfType<double>()];
        if (targets.Length == 0)
        {
            return FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined, "no target of the sample is a number");
        }

        return NumberText.ReadLast(output.Text) is { } given
            ? new(sample.Id, Definition.Name, targets.Any(target => IsNear(given, target)) ? 1 : 0)
            : FaultyScore.Create(sample, Definition, ScoreFault.InvalidFormat, "the output holds no number");
    }

    private bool IsNear(double given, double target) =>
        Math.Abs(given - target) <= _tolerance * (target == 0 ? 1 : Math.Abs(target));
}
