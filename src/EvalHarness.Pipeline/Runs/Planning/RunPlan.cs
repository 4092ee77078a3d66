using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A configuration in which everything was checked that can be checked before a model is asked.</summary>
internal sealed record RunPlan : IDisposable
{
    /// <summary>The configuration.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The baseline and the candidates, baseline first.</summary>
    public required IReadOnlyList<PlannedModel> Models { get; init; }

    /// <summary>The tasks, in the configuration's order.</summary>
    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    /// <summary>The judges of all layers, in the layers' order.</summary>
    public IReadOnlyList<PlannedJudge> Judges { get; init; } = [];

    /// <summary>What identifies the inputs.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>The datasets as they were planned with; <c>null</c> where no task is read.</summary>
    public DatasetCopies? Copies { get; init; }

    /// <summary>The metrics of the configuration itself; <c>null</c> where no task is read.</summary>
    public CustomMetrics? CustomMetrics { get; init; }

    /// <summary>Deletes the datasets' copies and ends the programs of metrics and judges; once or again.</summary>
    public void Dispose()
    {
        Copies?.Dispose();
        CustomMetrics?.Dispose();
        foreach (PlannedJudge judge in Judges)
        {
            judge.Definition.Code?.Dispose();
        }
    }
}
