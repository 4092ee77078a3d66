namespace EvalHarness.Web.Reading;

/// <summary>A filter that is one click away.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Filter">The filter.</param>
/// <param name="Order">The order, as addresses write it.</param>
internal sealed record FilterPreset(string Name, string Filter, string Order = "")
{
    /// <summary>The presets of a run.</summary>
    /// <param name="judges">The score that passes by each judge's metric.</param>
    public static IReadOnlyList<FilterPreset> For(IEnumerable<(string Metric, double PassMark)> judges)
    {
        (string Metric, double PassMark)[] all = [.. judges];
        return
        [
            new("All", ""),
            new("Losses", "loss", "-margins"),
            new("Flips", "flip"),
            new("Differing outputs", "differs"),
            .. all.Select(judge => new FilterPreset(
                $"{judge.Metric} passes what people fail",
                FormattableString.Invariant(
                    $"{Quote(judge.Metric)} >= {judge.PassMark} and human < {judge.PassMark}"))),
            new("Judges disagree", "disagree"),
            new("Escalated", "escalated"),
            new("Waiting for a person", "undecided"),
            new("Empty or cut off", "empty or cut"),
            new("Unscored", "unscored"),
        ];
    }

    private static string Quote(string name) =>
        name.All(character => char.IsLetterOrDigit(character) || character is ':' or '_' or '-' or '@' or '.')
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
