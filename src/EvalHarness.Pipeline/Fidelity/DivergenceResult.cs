using EvalHarness.Fidelity;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>How far a candidate strays from its baseline on a text.</summary>
public sealed record DivergenceResult
{
    /// <summary>What was compared.</summary>
    public required DivergenceRequest Request { get; init; }

    /// <summary>Tokens per chunk.</summary>
    public required int Context { get; init; }

    /// <summary>The statistics.</summary>
    public required DivergenceSummary Summary { get; init; }

    /// <summary>
    /// Tokens per position that the saved or served baseline gives one by one; both divergences are then lower
    /// bounds, since all other tokens count as one. <c>null</c> when the baseline is a model in this process.
    /// </summary>
    public int? BaseTopTokens { get; init; }

    /// <summary>Tokens per position that the served candidate gives one by one, likewise.</summary>
    public int? CandidateTopTokens { get; init; }

    /// <summary>Probability of the tokens that count one by one; <c>null</c> when all do.</summary>
    public KnownMass? KnownMass { get; init; }

    /// <summary>Not all tokens are told apart, so that both divergences are lower bounds.</summary>
    public bool DivergenceIsLowerBound => KnownMass is not null;

    /// <summary>Where greedy outputs part; <c>null</c> when nothing was continued.</summary>
    public GreedyAgreement? Greedy { get; init; }

    /// <summary>Why nothing was continued; <c>null</c> when something was.</summary>
    public string? NoGreedyReason { get; init; }

    /// <summary>Time to load what was compared.</summary>
    public required TimeSpan LoadTime { get; init; }

    /// <summary>Time to read the text with the models.</summary>
    public required TimeSpan ReadTime { get; init; }

    /// <summary>Time of the greedy continuations.</summary>
    public TimeSpan GreedyTime { get; init; }
}
