using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Which parameters an endpoint takes: as configured, and as it has turned out. Immutable.</summary>
internal sealed record RequestShape
{
    /// <summary>The older name of the most tokens of an answer.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>The newer name of it.</summary>
    public const string MaxCompletionTokens = "max_completion_tokens";

    /// <summary>Parameters of the configuration by name: <c>null</c> leaves one out.</summary>
    public JsonObject Parameters { get; init; } = [];

    /// <summary>How the endpoint calls the most tokens of an answer.</summary>
    public string LimitKey { get; init; } = MaxTokens;

    /// <summary>Answers are asked for as streams of events.</summary>
    public bool Streams { get; init; }

    /// <summary>Parameters that the endpoint refused.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>What was changed because the endpoint wanted it so, in words.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Leaves out, renames and adds what the configuration and the endpoint want so.</summary>
    public void Apply(JsonObject body)
    {
        // A limit of the configuration's own takes the place of the usual one.
        if (Parameters[MaxTokens] is not null || Parameters[MaxCompletionTokens] is not null)
        {
            body.Remove(LimitKey);
        }

        foreach ((string key, JsonNode? value) in Parameters)
        {
            body.Remove(key);
            if (value is not null)
            {
                body[key] = value.DeepClone();
            }
        }

        foreach (string key in Refused.Where(key => !Parameters.ContainsKey(key)))
        {
            body.Remove(key);
        }
    }

    /// <summary>The shape for the next try; <c>null</c> when the refusal names nothing to change.</summary>
    /// <param name="refusal">The endpoint's refusal.</param>
    /// <param name="sent">Parameters that were sent.</param>
    public RequestShape? After(EndpointException refusal, IEnumerable<string> sent)
    {
        if (refusal.Status is not (400 or 404 or 415 or 422) || refusal.Said is not { } said)
        {
            return null;
        }

        if (!Streams && RefusedParameter.WantsStream(said.Text))
        {
            return this with { Streams = true, Changes = [.. Changes, "asked with \"stream\": true"] };
        }

        // What the configuration asks for by name is not changed without its author.
        return RefusedParameter.Find(said, sent.Where(key => !Parameters.ContainsKey(key))) switch
        {
            null => null,
            MaxTokens when Renames => Renamed(MaxTokens, MaxCompletionTokens),
            MaxCompletionTokens when Renames => Renamed(MaxCompletionTokens, MaxTokens),
            string key => this with
            {
                Refused = [.. Refused, key],
                Changes = [.. Changes, $"asked without \"{key}\""],
            },
        };
    }

    private bool Renames => !Changes.Any(change => change.Contains(" in place of ", StringComparison.Ordinal));

    private RequestShape Renamed(string from, string to) => this with
    {
        LimitKey = to,
        Changes = [.. Changes, $"asked with \"{to}\" in place of \"{from}\""],
    };
}
