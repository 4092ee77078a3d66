using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What checking a valid configuration found.</summary>
/// <param name="Datasets">What each task's dataset holds, by task.</param>
/// <param name="Unavailable">
/// Models that are configured rightly and cannot be had now: a server that does not answer, a program that is not
/// installed here. A run would refuse them.
/// </param>
/// <param name="Warnings">
/// Prompts that leave little room for an answer, and metrics that cannot see their task's targets, as sentences.
/// </param>
public sealed record ConfigurationFindings(
    IReadOnlyDictionary<string, DatasetSummary> Datasets,
    IReadOnlyList<InputError> Unavailable,
    IReadOnlyList<string> Warnings);
