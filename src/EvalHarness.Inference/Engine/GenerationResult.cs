namespace EvalHarness.Inference.Engine;

/// <summary>A finished answer. Times vary between runs; nothing else does.</summary>
public sealed record GenerationResult
{
    /// <summary>The answer, without a stop string.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens that were generated, without the one that ended the text.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens of the prompt whose keys and values were still held from an earlier request.</summary>
    public required int ReusedPromptTokens { get; init; }

    /// <summary>From the request to the first token, waiting included.</summary>
    public required TimeSpan TimeToFirstToken { get; init; }

    /// <summary>From the request to each token, rising; as long as <see cref="Tokens"/>.</summary>
    public required IReadOnlyList<TimeSpan> TokenTimes { get; init; }

    /// <summary>From the request to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Log-probability of each token; <c>null</c> when not asked for.</summary>
    public required IReadOnlyList<TokenLogProbability>? LogProbabilities { get; init; }
}
