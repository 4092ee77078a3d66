using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EvalHarness.Metrics.Filters;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>--filter</c>: what predictions go through before they are scored, in order.</summary>
internal static class FilterOption
{
    private const string Name = "--filter";

    /// <summary>The option; it can be repeated.</summary>
    public static Option<string[]> Create() => new(Name)
    {
        Description = "Filter of predictions, as in lm-evaluation-harness's filter_list; can be repeated: NAME ("
            + string.Join(", ", FilterPipeline.Functions) + "), regex:PATTERN, or a JSON object such as "
            + "{\"function\": \"regex\", \"regex_pattern\": \"#### (-?[0-9.,]+)\", \"group_select\": -1}.",
        CompletionSources = { FilterPipeline.Functions.ToArray() },
    };

    /// <summary>The pipeline; <c>null</c> without filters.</summary>
    /// <exception cref="InvalidInputException">A filter is unknown or wrong.</exception>
    public static FilterPipeline? Parse(string[] values) =>
        values.Length == 0 ? null : FilterPipeline.Create([.. values.Select(Parse)], Name);

    private static FilterSettings Parse(string value)
    {
        if (value.TrimStart().StartsWith('{'))
        {
            return ParseObject(value);
        }

        if (value.Split(':', 2) is not [var function, var argument])
        {
            return new(value);
        }

        bool isCount = function == "take_first_k";
        object option = isCount
            && long.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                ? count
                : argument;
        return new(function, new Dictionary<string, object?> { [isCount ? "k" : "regex_pattern"] = option });
    }

    private static FilterSettings ParseObject(string value)
    {
        try
        {
            JsonElement root = JsonElement.Parse(value);
            return root.TryGetProperty("function", out JsonElement function)
                && function.ValueKind == JsonValueKind.String
                ? new(
                    function.GetString()!,
                    root.EnumerateObject().Where(option => option.Name != "function")
                        .ToDictionary(option => option.Name, option => Plain(option.Value)))
                : throw new InvalidInputException(Name, "an object without \"function\"", "the filter's name there");
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException(
                Name, FormattableString.Invariant($"malformed JSON at byte {failure.BytePositionInLine + 1}"),
                "a JSON object");
        }
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(pair => pair.Name, pair => Plain(pair.Value)),
        _ => null,
    };
}
