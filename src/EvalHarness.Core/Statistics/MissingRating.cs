using System.Globalization;

namespace EvalHarness.Statistics;

/// <summary>How files write that a rater gave no rating.</summary>
public static class MissingRating
{
    private static readonly string[] s_words = ["NA", "NaN", "nan", "<NA>"];

    /// <summary>Nothing, or a word with which R or pandas fill a gap among numbers.</summary>
    /// <param name="rating">The cell as it is written.</param>
    /// <param name="amongNumbers">The other ratings are numbers: there such a word is no category.</param>
    public static bool IsMissing(string rating, bool amongNumbers)
    {
        ArgumentNullException.ThrowIfNull(rating);
        string text = rating.Trim();
        return text.Length == 0 || (amongNumbers && s_words.Contains(text));
    }

    /// <summary>Ratings of which at least one is a finite number, and no other is anything but a gap.</summary>
    public static bool AreNumbers(IEnumerable<string> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        bool hasNumber = false;
        foreach (string rating in ratings)
        {
            bool isNumber = double.TryParse(rating, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number);
            if (!isNumber && !IsMissing(rating, amongNumbers: true))
            {
                return false;
            }

            hasNumber |= isNumber;
        }

        return hasNumber;
    }
}
