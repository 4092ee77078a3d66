using System.Text.Json.Serialization;
using EvalHarness.Fidelity;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// A candidate against its baseline token by token. <c>…_se</c> is the standard error of independent tokens,
/// <c>…_se_clustered</c> that of independent chunks. Divergences are in nats.
/// </summary>
internal sealed class FidelityEntry(ModelFidelity fidelity)
{
    public string? Reason => fidelity.Reason;

    public long? Tokens => fidelity.Tokens;

    public int? Context => fidelity.Context;

    public double? PerplexityBase => fidelity.PerplexityBase;

    public double? PerplexityRatio => fidelity.PerplexityRatio?.Value;

    public double? PerplexityRatioSe => fidelity.PerplexityRatio?.StandardError;

    public double? PerplexityRatioSeClustered => fidelity.PerplexityRatio?.ClusteredStandardError;

    public double? MeanKlDivergence => fidelity.Divergence?.Value;

    public double? MeanKlDivergenceSe => fidelity.Divergence?.StandardError;

    public double? MeanKlDivergenceSeClustered => fidelity.Divergence?.ClusteredStandardError;

    public double? KlDivergenceP99 => fidelity.DivergenceP99;

    public double? MeanReverseKlDivergence => fidelity.ReverseDivergence?.Value;

    public double? MeanReverseKlDivergenceSe => fidelity.ReverseDivergence?.StandardError;

    public double? MeanReverseKlDivergenceSeClustered => fidelity.ReverseDivergence?.ClusteredStandardError;

    public double? RmsDeltaP => fidelity.RmsDeltaP?.Value;

    public double? RmsDeltaPSe => fidelity.RmsDeltaP?.StandardError;

    public double? RmsDeltaPSeClustered => fidelity.RmsDeltaP?.ClusteredStandardError;

    public double? SameTopToken => fidelity.SameTopToken?.Value;

    public double? SameTopTokenSe => fidelity.SameTopToken?.StandardError;

    public double? SameTopTokenSeClustered => fidelity.SameTopToken?.ClusteredStandardError;

    public FidelityDetails? Details => fidelity.Summary is { } summary ? new(summary, fidelity.Greedy) : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KlDivergenceIsLowerBound => fidelity.KnownMassBase is not null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? KnownMassBase => fidelity.KnownMassBase;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? KnownMassCandidate => fidelity.KnownMassBase is null ? null : fidelity.KnownMassCandidate;
}

/// <summary>The figures that the command <c>divergence</c> shows, with its field names.</summary>
[JsonConverter(typeof(FidelityDetailsConverter))]
internal sealed record FidelityDetails(DivergenceSummary Summary, GreedyAgreement? Greedy);
