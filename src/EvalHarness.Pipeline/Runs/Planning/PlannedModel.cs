using EvalHarness.Pipeline.Models;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A model that is known to load.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Identity">What it is.</param>
public sealed record PlannedModel(ModelSource Source, ModelIdentity Identity)
{
    /// <summary>Its name in the configuration.</summary>
    public string Name => Source.Name;

    /// <summary>What is known before it has answered anything.</summary>
    public ModelSummary Describe() => new()
    {
        Name = Name,
        Provider = Source.Configuration.Provider,
        Description = Identity.Description,
        FileBytes = Identity.FileBytes,
        BitsPerWeight = Identity.BitsPerWeight,
        Types = Identity.Types,
        EffectiveTypes = Identity.EffectiveTypes,
        WeightsSha256 = Identity.WeightsSha256,
        VariesByProcessor = Identity.VariesByProcessor,
        Outputs = 0,
        Errors = 0,
    };
}
