using System.Text.Json;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.Inference.Engine;

/// <summary>One text to be continued: either <see cref="Prompt"/> or <see cref="PromptTokens"/> is set.</summary>
public sealed record GenerationRequest
{
    /// <summary>Text before the answer; encoded with the model's own begin token, special tokens not parsed.</summary>
    public string? Prompt { get; init; }

    /// <summary>Tokens before the answer, taken as they are.</summary>
    public IReadOnlyList<int>? PromptTokens { get; init; }

    /// <summary>Most tokens of the answer; at least 1. The context may end it earlier.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>How tokens are chosen; greedy by default.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    /// <summary>Non-empty texts that end the answer and are not part of it.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>
    /// JSON schema that the answer follows: tokens that would break it are not chosen. The answer then is valid, unless
    /// it is cut by its limit, the context or a stop text; <c>null</c> for a free answer.
    /// </summary>
    public JsonElement? AnswerSchema { get; init; }

    /// <summary>Alternatives per token, at most 100; <c>null</c> for no log-probabilities at all.</summary>
    public int? TopLogProbabilities { get; init; }

    /// <summary>Go on after a token that ends the text; for measuring speed.</summary>
    public bool IgnoreEndOfText { get; init; }

    /// <summary>
    /// Called on the scheduler's thread when the request has waited its turn and is computed from now on;
    /// <c>null</c> for nobody.
    /// </summary>
    public Action? Started { get; init; }

    internal void Validate()
    {
        if ((Prompt is null) == (PromptTokens is null))
        {
            throw new ArgumentException("Set either Prompt or PromptTokens.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTokens);
        Sampling.Validate();
        if (StopStrings.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A stop string is not empty.");
        }

        if (IgnoreEndOfText && AnswerSchema is not null)
        {
            throw new ArgumentException("An answer of a given form ends when it is whole.");
        }

        if (TopLogProbabilities is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100);
        }
    }
}
