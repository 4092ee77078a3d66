using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>How large a candidate is, or will be.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="FileBytes">Size of its weights in bytes; <c>null</c> when unknown.</param>
/// <param name="ShareOfBaseline">The size as a share of the baseline's; <c>null</c> when either is unknown.</param>
/// <param name="BitsPerWeight">Mean bits per weight, block overhead included; <c>null</c> when unknown.</param>
/// <param name="IsPredicted">Its weights are not made yet, so that the size is predicted.</param>
/// <param name="SizeBasis">What the size rests on, or why it is not known.</param>
public sealed record CandidateEstimate(
    string Candidate,
    long? FileBytes,
    double? ShareOfBaseline,
    double? BitsPerWeight,
    bool IsPredicted,
    string SizeBasis)
{
    /// <summary>The types of its weights, the one with most weights first; <c>null</c> when unknown.</summary>
    public IReadOnlyList<WeightTypeCount>? Types { get; init; }

    /// <summary>See <see cref="ModelSummary.EffectiveTypes"/>.</summary>
    public string? EffectiveTypes { get; init; }

    /// <summary>The candidates of a plan, in its order.</summary>
    internal static IReadOnlyList<CandidateEstimate> AllOf(RunPlan plan)
    {
        long? whole = plan.Models[0].Identity.FileBytes;
        return
        [
            .. plan.Models.Skip(1).Select(model => new CandidateEstimate(
                model.Name,
                model.Identity.FileBytes,
                whole > 0 ? (double?)model.Identity.FileBytes / whole : null,
                model.Identity.BitsPerWeight,
                model.Identity.SizeBasis is not null,
                model.Identity.SizeBasis ?? (model.Identity.FileBytes is null
                    ? $"a model of the provider {model.Source.Configuration.Provider} has no weights here"
                    : "the size of its weights"))
            {
                Types = model.Identity.Types,
                EffectiveTypes = model.Identity.EffectiveTypes,
            }),
        ];
    }
}
