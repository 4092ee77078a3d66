using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Runs.Iterating;

namespace EvalHarness.Web.Reading;

/// <summary>One version of a judge's prompt beside another.</summary>
public sealed record PromptView
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The judge.</summary>
    public required string Judge { get; init; }

    /// <summary>What people are asked beside it.</summary>
    public required LabelQuestion Question { get; init; }

    /// <summary>All versions.</summary>
    public required PromptHistory History { get; init; }

    /// <summary>The version.</summary>
    public required TriedPrompt Version { get; init; }

    /// <summary>The one that it is held against; <c>null</c> where there is none.</summary>
    public TriedPrompt? Other { get; init; }

    /// <summary>Both on the same outputs; <c>null</c> where they have none in common.</summary>
    public JudgeVersions? Compared { get; init; }

    /// <summary>The outputs that they grade differently.</summary>
    public IReadOnlyList<FlippedVerdict> Flips { get; init; } = [];

    /// <summary>The trial under way, or the last one; <c>null</c> without one.</summary>
    public TrialState? Trial { get; init; }

    /// <summary>What a trial takes; <c>null</c> where none can be begun.</summary>
    internal PromptTrial? Plan { get; init; }

    /// <summary>Why none can be begun; empty where one can.</summary>
    public IReadOnlyList<InputError> Mistakes { get; init; } = [];

    /// <summary>A name for the prompt's file; <c>null</c> where it cannot be saved.</summary>
    public string? FileName { get; init; }

    /// <summary>Where it was saved just now; <c>null</c> otherwise.</summary>
    public string? Saved { get; init; }

    /// <summary>Token of the forms.</summary>
    public required string FormToken { get; init; }
}
