using EvalHarness.Pipeline.Labels;

namespace EvalHarness.Web.Reading;

/// <summary>A judge's prompt that is being worked on.</summary>
public sealed record PromptEditor
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The judge.</summary>
    public required string Judge { get; init; }

    /// <summary>Its versions.</summary>
    public required PromptHistory History { get; init; }

    /// <summary>The text to work on; <c>null</c> where none is known.</summary>
    public string? Text { get; init; }

    /// <summary>What is wrong with it, or why nothing can be tried; empty when nothing is.</summary>
    public IReadOnlyList<InputError> Mistakes { get; init; } = [];

    /// <summary>Judges can be asked.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>Token of the form.</summary>
    public required string FormToken { get; init; }
}
