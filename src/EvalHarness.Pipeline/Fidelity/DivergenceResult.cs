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
    /// Tokens per position that the saved baseline holds one by one; both divergences are then lower bounds, since
    /// all other tokens count as one. <c>null</c> when the baseline is a model.
    /// </summary>
    public int? BaseTopTokens { get; init; }

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
