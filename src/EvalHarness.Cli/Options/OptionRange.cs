using System.Numerics;

namespace EvalHarness.Cli.Options;

/// <summary>Options whose value lies in a range.</summary>
internal static class OptionRange
{
    /// <summary>The value, when it is no less than the least one.</summary>
    /// <exception cref="InvalidInputException">It is less.</exception>
    public static int AtLeast(int value, int least, string option) => value >= least
        ? value
        : throw new InvalidInputException(
            option, FormattableString.Invariant($"{value}"), $"a whole number of at least {least}");

    /// <summary>The value, when it lies in its range.</summary>
    /// <exception cref="InvalidInputException">It does not.</exception>
    public static T Check<T>(T value, T least, T most, string option)
        where T : INumber<T>
    {
        // Written so that NaN is outside every range.
        return value >= least && value <= most
            ? value
            : throw new InvalidInputException(
                option,
                FormattableString.Invariant($"{value}"),
                FormattableString.Invariant($"{least} to {most}"));
    }
}
