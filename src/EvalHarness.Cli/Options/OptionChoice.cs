namespace EvalHarness.Cli.Options;

/// <summary>Options whose value is one of a few names.</summary>
internal static class OptionChoice
{
    /// <summary>The value, when it is one of the names.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static string Check(string value, IReadOnlyCollection<string> known, string option) => known.Contains(value)
        ? value
        : throw new InvalidInputException(
            option,
            $"\"{value}\"",
            $"one of {string.Join(", ", known)}",
            NearestName.Ask(value, known));
}
