using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Tests.Testing;

/// <summary>Lines of the shared cases of lm-evaluation-harness, whose numbers may be infinite or no number.</summary>
internal static class HarnessFixture
{
    private const double Tolerance = 1e-9;

    /// <summary>Lines of a file, optionally of one kind.</summary>
    public static JsonElement[] Lines(string file, string? kind = null)
    {
        // Only a line feed ends a line here.
        JsonElement[] lines =
        [
            .. File.ReadAllText(SharedFixtures.Combine("lm-eval", file))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(line))
                .Where(line => kind is null || line.GetProperty("kind").GetString() == kind),
        ];
        Assert.NotEmpty(lines);
        return lines;
    }

    /// <summary>A number, or the text that stands for one.</summary>
    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        };

    /// <summary>The numbers of a list.</summary>
    public static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(Number)];

    /// <summary>The texts of a list.</summary>
    public static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    /// <summary>Equal within 1e-9 of the value; "N/A" is <c>null</c>.</summary>
    public static void Equal(JsonElement expected, double? actual, string what)
    {
        if (expected.ValueKind == JsonValueKind.String && expected.GetString() == "N/A")
        {
            Assert.True(actual is null, $"{what}: {actual} instead of none.");
            return;
        }

        double wanted = Number(expected);
        double allowed = Math.Max(Math.Abs(wanted), 1e-3) * Tolerance;
        Assert.True(
            actual is { } value && (value.Equals(wanted) || Math.Abs(value - wanted) <= allowed),
            $"{what}: {actual?.ToString("R", CultureInfo.InvariantCulture) ?? "none"} instead of {wanted:R}.");
    }
}
