using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// A model behind an OpenAI-compatible endpoint that gives log-probabilities of prompts: <c>/completions</c> with
/// <c>echo</c> and <c>logprobs</c>.
/// </summary>
public sealed record DivergenceEndpoint
{
    /// <summary>
    /// Tokens per position to ask for where nothing else is wanted: what vLLM gives unless it is started with a larger
    /// <c>--max-logprobs</c>.
    /// </summary>
    public const int DefaultTopTokens = 20;

    /// <summary>Address with its version path, such as <c>http://127.0.0.1:8000/v1</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>Name of the model there.</summary>
    public required string Model { get; init; }

    /// <summary>The endpoint's key; <c>null</c> when it needs none. Never shown.</summary>
    public string? ApiKey { get; init; }

    /// <summary>HTTP headers beside the key, by name; <c>null</c> for none. Their values are never shown.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Told in a sentence of waits that a user would wonder about.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>How hard the endpoint is asked, and how long for.</summary>
    public LimitsConfiguration Limits { get; init; } = new()
    {
        // A prompt fills a batch of its own: a few at a time keep a server busy.
        Concurrency = 4,
        TryTimeoutSeconds = 600,
        TotalTimeoutSeconds = 3600,
    };
}
