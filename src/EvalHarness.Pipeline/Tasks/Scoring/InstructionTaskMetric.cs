using System.Text.Json;
using EvalHarness.Metrics.Instructions;

namespace EvalHarness.Pipeline.Tasks.Scoring;

/// <summary>
/// Whether an answer follows the instructions of IFEval's columns <c>instruction_id_list</c> and <c>kwargs</c>: all of
/// a prompt's, or the share of them, which weighs by their number.
/// </summary>
/// <param name="name">One of <see cref="Names"/>.</param>
internal sealed class InstructionTaskMetric(string name) : IMetric
{
    /// <summary>Column with the instructions' ids.</summary>
    public const string IdsColumn = "instruction_id_list";

    /// <summary>Column with their arguments.</summary>
    public const string ArgumentsColumn = "kwargs";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "prompt_level_strict_acc", "inst_level_strict_acc", "prompt_level_loose_acc", "inst_level_loose_acc",
    ];

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = TaskMetricDefinitions.Find(name);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ScoreFault? fault = ScoreFaults.For(output);
        if (fault is { } found && found != ScoreFault.Empty)
        {
            return FaultyScore.Create(sample, Definition, found, ScoreFaults.Describe(found, output));
        }

        if (!sample.Fields.TryGetValue(IdsColumn, out string? ids)
            || !sample.Fields.TryGetValue(ArgumentsColumn, out string? arguments))
        {
            return Undefined(sample, $"the document lacks {IdsColumn} or {ArgumentsColumn}", ScoreFault.LabelMissing);
        }

        try
        {
            string[] instructions =
                [.. JsonElement.Parse(ids).EnumerateArray().Select(instruction => instruction.GetString() ?? "")];
            JsonElement[] given = [.. JsonElement.Parse(arguments).EnumerateArray()];
            InstructionResult result = InstructionChecks.Check(output.Text, instructions, given);
            bool isStrict = name.Contains("strict", StringComparison.Ordinal);
            bool?[] followed = [.. isStrict ? result.Strict : result.Loose];
            bool? all = isStrict ? result.AllStrict : result.AllLoose;
            return name.StartsWith("inst", StringComparison.Ordinal)
                ? followed.Length == 0 || followed.Contains(null)
                    ? Undefined(sample, string.Join("; ", result.Reasons), ScoreFault.MetricUndefined)
                    : new(sample.Id, name, followed.Average(one => one == true ? 1.0 : 0), Weight: followed.Length)
                : all is { } isFollowed
                    ? new(sample.Id, name, isFollowed ? 1 : 0)
                    : Undefined(sample, string.Join("; ", result.Reasons), ScoreFault.MetricUndefined);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return Undefined(
                sample, $"{IdsColumn} and {ArgumentsColumn} are not two lists of one length", ScoreFault.LabelMissing);
        }
    }

    private Score Undefined(Sample sample, string reason, ScoreFault fault) =>
        FaultyScore.Create(sample, Definition, fault, reason);
}
