using System.Globalization;

namespace EvalHarness.Statistics;

/// <summary>The categories that raters may give, in order.</summary>
public sealed class RatingScale
{
    private readonly Dictionary<string, int> _byLabel;
    private readonly Dictionary<double, int>? _byValue;

    private RatingScale(IReadOnlyList<string> labels, IReadOnlyList<double>? values, bool isGiven)
    {
        (Labels, Values, IsGiven) = (labels, values, isGiven);
        _byLabel = labels.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i);
        _byValue = values?.Select((value, i) => (value, i)).ToDictionary(pair => pair.value, pair => pair.i);
    }

    /// <summary>Categories as written, lowest first.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Their numbers; <c>null</c> when at least one is not a finite number.</summary>
    public IReadOnlyList<double>? Values { get; }

    /// <summary>The order was given by the user, not found by sorting.</summary>
    public bool IsGiven { get; }

    /// <summary>A scale whose order is given; <c>null</c> when a category occurs twice or there is none.</summary>
    public static RatingScale? Given(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double[]? values = Numbers(labels);
        bool isDistinct = labels.Distinct(StringComparer.Ordinal).Count() == labels.Count
            && (values is null || values.Distinct().Count() == labels.Count);
        return isDistinct && labels.Count > 0 ? new(labels, values, isGiven: true) : null;
    }

    /// <summary>
    /// The categories that occur: by number when all are numbers (3 and 3.0 are one category), else by character code.
    /// </summary>
    public static RatingScale Observed(IEnumerable<string> ratings)
    {
        string[] labels = [.. ratings.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Numbers(labels) is not { } values)
        {
            return new(labels, null, isGiven: false);
        }

        (double Value, string Label)[] distinct =
            [.. values.Zip(labels).DistinctBy(pair => pair.First).OrderBy(pair => pair.First)];
        return new(
            [.. distinct.Select(pair => pair.Label)], [.. distinct.Select(pair => pair.Value)], isGiven: false);
    }

    /// <summary>Position of a rating on the scale, by number where it has numbers; <c>null</c> when off it.</summary>
    public int? IndexOf(string rating)
    {
        if (_byValue is not null && TryNumber(rating, out double value))
        {
            return _byValue.TryGetValue(value, out int position) ? position : null;
        }

        return _byLabel.TryGetValue(rating, out int index) ? index : null;
    }

    private static double[]? Numbers(IReadOnlyList<string> labels)
    {
        double[] values = new double[labels.Count];
        for (int i = 0; i < values.Length; i++)
        {
            if (!TryNumber(labels[i], out values[i]))
            {
                return null;
            }
        }

        return values;
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
