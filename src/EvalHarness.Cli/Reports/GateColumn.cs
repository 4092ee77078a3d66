using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>One column of the gates in the terminal.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Importance">0 is always shown; the larger, the sooner it gives way.</param>
/// <param name="IsNumber">Aligned to the right.</param>
/// <param name="Text">What it says of a gate.</param>
internal sealed record GateColumn(string Title, int Importance, bool IsNumber, Func<GateDecision, string> Text)
{
    /// <summary>Characters that it takes.</summary>
    public int Width { get; private init; }

    /// <summary>The same column, as wide as these gates need, up to a limit: longer texts move their line.</summary>
    public GateColumn SizedFor(IReadOnlyList<GateDecision> gates, int most) => this with
    {
        Width = Math.Max(Title.Length, Math.Min(most, gates.Max(gate => VisibleText.OnOneLine(Text(gate)).Length))),
    };

    /// <summary>Only the outcome has a colour.</summary>
    public Style Style(GateDecision gate) =>
        Title == "Outcome" ? ReportStyles.Of(gate.Outcome) : Spectre.Console.Style.Plain;
}
