using System.Collections.ObjectModel;

namespace EvalHarness;

/// <summary>What one model gave for one sample: a text, a ranking or an error, and what it cost.</summary>
public sealed record ModelOutput
{
    /// <summary>The sample that was asked.</summary>
    public required string SampleId { get; init; }

    /// <summary>
    /// The answer, thinking blocks cut out; empty when the task ranks by likelihood or when <see cref="Error"/> is set.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>
    /// What the model thought before it answered: its thinking blocks, and what the server gives as reasoning. Never
    /// scored or judged; <c>null</c> when there is none.
    /// </summary>
    public string? Reasoning { get; init; }

    /// <summary>Candidates, best first; <c>null</c> unless the task ranks.</summary>
    public Ranking? Ranking { get; init; }

    /// <summary>
    /// Log-likelihood of the first target given the prompt; <c>null</c> when not asked for or not available.
    /// </summary>
    public LogLikelihood? TargetLogLikelihood { get; init; }

    /// <summary>
    /// Log-likelihoods of the sample's <see cref="Sample.ScoredTexts"/>, in their order; empty when none is asked for.
    /// They are scored at once, and of multiple choice kept as a ranking.
    /// </summary>
    public IReadOnlyList<LogLikelihood> LogLikelihoods { get; init; } = [];

    /// <summary>
    /// Finite values that the program which recorded the output gave it, by its own names of metrics; empty for outputs
    /// that were made here. They are scored at once, and not kept.
    /// </summary>
    public IReadOnlyDictionary<string, double> RecordedScores { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// Log-likelihood of <see cref="Text"/> itself given the prompt; <c>null</c> when not asked for or not available.
    /// </summary>
    public LogLikelihood? OwnLogLikelihood { get; init; }

    /// <summary>
    /// Probability that the closed set of alternatives (a ranking's grades) holds together, 0 to 1: the mean over the
    /// sample's candidates; <c>null</c> when there is no such set.
    /// </summary>
    public double? AlternativesMass { get; init; }

    /// <summary>
    /// Why generation ended: <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>refusal</c>; <c>null</c> when
    /// unknown.
    /// </summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens read and written, and how long that took.</summary>
    public OutputUsage Usage { get; init; } = new();

    /// <summary>Why there is no output; <c>null</c> on success. An error is a row, never a score.</summary>
    public SampleError? Error { get; init; }
}
