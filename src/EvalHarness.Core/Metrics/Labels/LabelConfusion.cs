namespace EvalHarness.Metrics.Labels;

/// <summary>
/// How often each label was right, expected and predicted, and the scores that follow, as scikit-learn defines them
/// with
/// <c>zero_division=0</c>: macro means are over the labels that occur on either side.
/// </summary>
internal sealed class LabelConfusion(int labels)
{
    private readonly int[] _right = new int[labels];
    private readonly int[] _expected = new int[labels];
    private readonly int[] _predicted = new int[labels];
    private int _count;

    /// <summary>Share of predictions that are right; <c>null</c> without any.</summary>
    public double? Accuracy => _count == 0 ? null : (double)_right.Sum() / _count;

    /// <summary>Mean of each label's share of its predictions that are right.</summary>
    public double? MacroPrecision => Macro((right, _, predicted) => Ratio(right, predicted));

    /// <summary>Mean of each label's share of its occurrences that are found.</summary>
    public double? MacroRecall => Macro((right, expected, _) => Ratio(right, expected));

    /// <summary>Mean of each label's F1.</summary>
    public double? MacroF1 => Macro((right, expected, predicted) => Ratio(2 * right, expected + predicted));

    /// <summary>Matthews' correlation coefficient; 0 where either side has one label.</summary>
    public double? Correlation => _count == 0 ? null : MatthewsCorrelation.Of(_right, _expected, _predicted, _count);

    /// <summary>Counts one pair.</summary>
    public void Add(int gold, int prediction)
    {
        _count++;
        _expected[gold]++;
        _predicted[prediction]++;
        _right[gold] += gold == prediction ? 1 : 0;
    }

    private double? Macro(Func<int, int, int, double> score)
    {
        double sum = 0;
        int occurring = 0;
        for (int i = 0; i < _right.Length; i++)
        {
            if (_expected[i] + _predicted[i] > 0)
            {
                sum += score(_right[i], _expected[i], _predicted[i]);
                occurring++;
            }
        }

        return occurring == 0 ? null : sum / occurring;
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
