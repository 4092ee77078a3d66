namespace EvalHarness.Cli.Options;

/// <summary>Options that take several values, by commas or by being given again.</summary>
internal static class ListOption
{
    /// <summary>The single values; a <c>regex:</c> keeps its commas.</summary>
    public static IEnumerable<string> Split(IEnumerable<string> values) => values
        .SelectMany(value => value.StartsWith("regex:", StringComparison.Ordinal) ? [value] : value.Split(','))
        .Select(value => value.Trim())
        .Where(value => value.Length > 0);
}
