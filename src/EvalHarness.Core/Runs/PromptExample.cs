namespace EvalHarness.Runs;

/// <summary>The prompt of a task's first sample, as some models of this process are given it.</summary>
public sealed record PromptExample
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The models, in the configuration's order.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The sample.</summary>
    public required string SampleId { get; init; }

    /// <summary>The text with the special tokens that the chat template writes; of a long one, the beginning.</summary>
    public required string Text { get; init; }

    /// <summary>Length of the whole text, in UTF-16 code units.</summary>
    public required int Length { get; init; }

    /// <summary>SHA-256 of the chat template's source; <c>null</c> for plain text.</summary>
    public string? TemplateSha256 { get; init; }

    /// <summary>SHA-256 over the template and its variables.</summary>
    public required string FormatSha256 { get; init; }

    /// <summary>The beginning of <see cref="Text"/>, not cut within a character.</summary>
    /// <param name="longest">Most UTF-16 code units; 0 or more.</param>
    public string Beginning(int longest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(longest);
        return Text.Length <= longest ? Text
            : longest > 0 && char.IsHighSurrogate(Text[longest - 1]) ? Text[..(longest - 1)]
            : Text[..longest];
    }
}
