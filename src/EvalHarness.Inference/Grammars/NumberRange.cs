using System.Globalization;

namespace EvalHarness.Inference.Grammars;

/// <summary>Numbers between two whole numbers, as decimal digits.</summary>
internal static class NumberRange
{
    /// <summary>The largest bound, and the largest number written where there is none.</summary>
    public const long Largest = 999_999_999_999_999;

    private static readonly OneByte s_minus = OneByte.Of("-");

    /// <summary>The whole numbers from one to another; none where they are in falling order.</summary>
    public static GrammarNode Whole(long least, long most) => new EitherOf(
        Natural(Math.Max(least, 0), most),
        new InOrder([s_minus, Natural(Math.Max(-most, 1), -least)]));

    /// <summary>The numbers from one to another, with a fraction or without.</summary>
    public static GrammarNode Any(long least, long most) => new EitherOf(
        Whole(least, most),
        new InOrder([Natural(Math.Max(least, 0), most - 1), JsonText.Fraction]),
        new InOrder([s_minus, Natural(Math.Max(-most, 0), -least - 1), JsonText.Fraction]));

    private static EitherOf Natural(long least, long most)
    {
        List<GrammarNode> lengths = [];
        for (long first = 0, next = 10; first <= most; (first, next) = (next, next * 10))
        {
            (long low, long high) = (Math.Max(least, first), Math.Min(most, next - 1));
            if (low <= high)
            {
                lengths.Add(Between(Digits(low), Digits(high)));
            }
        }

        return new EitherOf(lengths);
    }

    // Of numbers with equally many digits.
    private static GrammarNode Between(string low, string high)
    {
        if (low.Length == 0)
        {
            return GrammarNode.Nothing;
        }

        (char first, char last) = (low[0], high[0]);
        (string lower, string upper) = (low[1..], high[1..]);
        if (first == last)
        {
            return new InOrder([Digit(first, first), Between(lower, upper)]);
        }

        string zeros = new('0', lower.Length);
        string nines = new('9', lower.Length);
        return new EitherOf(
            new InOrder([Digit(first, first), lower == zeros ? Free(lower.Length) : Between(lower, nines)]),
            last - first < 2
                ? new EitherOf()
                : new InOrder([Digit((char)(first + 1), (char)(last - 1)), Free(lower.Length)]),
            new InOrder([Digit(last, last), upper == nines ? Free(upper.Length) : Between(zeros, upper)]));
    }

    private static Repeated Free(int digits) => new(Digit('0', '9'), digits, digits);

    private static OneByte Digit(char first, char last) => new((first, last));

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
