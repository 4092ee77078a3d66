using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>What a body says of an error, in the forms of OpenAI, of FastAPI and of what is like them.</summary>
/// <param name="Text">For a message; whole, up to a bound.</param>
/// <param name="Code">The kind of error, such as <c>insufficient_quota</c>; <c>null</c> when none is named.</param>
/// <param name="Parameters">Parameters of the request that the body points at; in its order.</param>
internal sealed record EndpointError(string Text, string? Code, IReadOnlyList<string> Parameters)
{
    private const int ShownCharacters = 2000;

    /// <summary>The account has nothing left: waiting does not help.</summary>
    public bool IsQuota => Code is "insufficient_quota" or "billing_hard_limit_reached" or "insufficient_balance"
        || Text.Contains("insufficient_quota", StringComparison.Ordinal)
        || Text.Contains("check your plan and billing", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A content filter of the service withheld the answer, as Azure OpenAI says for a prompt that its policy blocks:
    /// that is the model's answer as its users get it, and not a failed call.
    /// </summary>
    public bool IsContentFilter => Code is "content_filter" or "content_policy_violation"
        or "ResponsibleAIPolicyViolation" or "DataInspectionFailed" or "data_inspection_failed";

    /// <summary>The error in a body; <c>null</c> when it holds none.</summary>
    public static EndpointError? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            // It may have been cut within a character.
            string text = Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF');
            if (text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('['))
            {
                using JsonDocument document = TolerantJson.Parse(text);
                return From(document.RootElement) ?? Find(document.RootElement, "message", "detail");
            }

            // Pages of markup say little; plain words say why.
            bool isWords = text.Trim() is { Length: > 0 } words && !words.StartsWith('<');
            return isWords ? new EndpointError(Cut(text.Trim()), Code: null, []) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The error that an answer in JSON is; <c>null</c> when it is none.</summary>
    public static EndpointError? From(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.GetArrayLength() == 1 ? From(root[0]) : null;
        }

        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out JsonElement error)
            || error.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return null;
        }

        return error.ValueKind == JsonValueKind.Object
            ? Find(error, "message", "detail") ?? new EndpointError(Cut(error.GetRawText()), CodeOf(error), [])
            : new EndpointError(Cut(error.ToString()), Code: null, []);
    }

    private static EndpointError? Find(JsonElement holder, params string[] keys)
    {
        if (holder.ValueKind == JsonValueKind.Array)
        {
            return From(holder);
        }

        foreach (string key in keys)
        {
            if (holder.TryGetProperty(key, out JsonElement said)
                && said.ValueKind is JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object)
            {
                (string text, IReadOnlyList<string> places) = said.ValueKind switch
                {
                    JsonValueKind.Array => Join(said),
                    JsonValueKind.Object => (said.GetRawText(), []),
                    _ => (said.GetString()!, (IReadOnlyList<string>)[]),
                };
                IEnumerable<string> named = TextOf(holder, "param") is { Length: > 0 } param ? [param] : [];
                return text.Length == 0 ? null : new EndpointError(Cut(text), CodeOf(holder), [.. named, .. places]);
            }
        }

        return null;
    }

    // FastAPI's validation: [{"type": …, "loc": ["body", "seed"], "msg": …}].
    private static (string Text, IReadOnlyList<string> Places) Join(JsonElement list)
    {
        List<string> texts = [];
        List<string> places = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            string[] place = item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("loc", out JsonElement loc) && loc.ValueKind == JsonValueKind.Array
                ? [.. loc.EnumerateArray().Select(part => part.ToString())]
                : [];
            string said = item.ValueKind == JsonValueKind.Object && TextOf(item, "msg") is { } message
                ? message
                : item.ToString();
            texts.Add(place.Length == 0 ? said : $"{string.Join('.', place)}: {said}");
            if (place.Length == 2 && place[0] == "body")
            {
                places.Add(place[1]);
            }
        }

        return (string.Join("; ", texts), places);
    }

    private static string? CodeOf(JsonElement holder) => TextOf(holder, "code") ?? TextOf(holder, "type");

    private static string? TextOf(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Cut(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
