using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>One cell of a table.</summary>
/// <param name="Text">What it says, untrusted; <c>null</c> for what is missing.</param>
internal readonly record struct TableCell(string? Text)
{
    /// <summary>The interval of the text's number; <c>null</c> without one.</summary>
    public string? Range { get; init; }

    /// <summary>The text's number, where its size may be drawn; <c>null</c> elsewhere.</summary>
    public double? Size { get; init; }

    /// <summary>The outcome that the text is a word for; <c>null</c> elsewhere.</summary>
    public GateOutcome? Outcome { get; init; }
}
