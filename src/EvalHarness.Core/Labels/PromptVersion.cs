namespace EvalHarness.Labels;

/// <summary>The text of a judge's prompt as it was when it became a version of the judge on a run.</summary>
public sealed record PromptVersion
{
    /// <summary>Longest text, in characters.</summary>
    public const int LongestText = 100_000;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Name of the judge in the configuration.</summary>
    public required string Judge { get; init; }

    /// <summary>Hash of the judge with this prompt, which its verdicts carry.</summary>
    public required string JudgeId { get; init; }

    /// <summary>The prompt file's text.</summary>
    public required string Text { get; init; }

    /// <summary>Who tried it; empty where nobody said.</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was stored, UTC.</summary>
    public DateTimeOffset Time { get; init; }
}
