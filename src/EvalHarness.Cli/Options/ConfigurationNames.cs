using System.CommandLine.Completions;
using System.Text.Json;

namespace EvalHarness.Cli.Options;

/// <summary>
/// Names of a configuration for a shell to offer; none where it cannot be read, as completion never fails.
/// </summary>
internal static class ConfigurationNames
{
    /// <summary>Names of the tasks.</summary>
    public static IEnumerable<string> Tasks(CompletionContext context) => Read(context, "tasks");

    /// <summary>Names of the judges.</summary>
    public static IEnumerable<string> Judges(CompletionContext context) => Read(context, "judges");

    /// <summary>Names of the candidates.</summary>
    public static IEnumerable<string> Candidates(CompletionContext context) => Read(context, "candidates");

    private static string[] Read(CompletionContext context, string key)
    {
        try
        {
            using JsonDocument document = StoreLocation.Parse(StoreLocation.ConfigPath(context.ParseResult));
            return !document.RootElement.TryGetProperty(key, out JsonElement names) ? []
                : names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
                : [.. names.EnumerateObject().Select(member => member.Name)];
        }
        catch (Exception failure) when (failure is InvalidInputException or InvalidOperationException or JsonException
            or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
