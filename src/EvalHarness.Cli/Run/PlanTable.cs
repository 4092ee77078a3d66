using System.Globalization;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Runs.Estimating;
using Spectre.Console;

namespace EvalHarness.Cli.Run;

/// <summary>What a run would cost and could show, as tables or as JSON.</summary>
internal static class PlanTable
{
    /// <summary>Writes two tables and the total.</summary>
    public static void Write(IAnsiConsole console, RunEstimate estimate)
    {
        Table work = new Table().Border(TableBorder.Simple)
            .AddColumns("model", "task", "samples", "calls", "tokens in", "tokens out", "seconds");
        foreach (TaskEstimate task in estimate.Tasks)
        {
            work.AddRow(
                Escape(task.Model),
                Escape(task.Task),
                Number(task.Samples),
                Number(task.Calls),
                Number(task.InputTokens),
                Number(task.OutputTokens),
                task.Seconds is { } seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : "unknown");
        }

        console.Write(work);
        WriteGates(console, estimate.Gates);
        string total = estimate.Seconds is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"About {all:0} s in all, by {estimate.Tasks[0].Basis}.")
            : $"The time is unknown: {estimate.Tasks.First(task => task.Seconds is null).Basis}.";
        console.WriteLine(Terminal.Printable(total));
    }

    /// <summary>What each gate could show with the samples at hand.</summary>
    public static void WriteGates(IAnsiConsole console, IReadOnlyList<GateEstimate> estimates)
    {
        Table gates = new Table().Border(TableBorder.Simple).AddColumns(
            "gate", "candidate", "margin", "samples", "least", "for 80 % power", "smallest margin", "from");
        foreach (GateEstimate gate in estimates)
        {
            gates.AddRow(
                Escape(gate.Metric),
                Escape(gate.Candidate ?? "any"),
                gate.MaxDrop.ToString("0.####", CultureInfo.InvariantCulture),
                Number(gate.Pairs),
                gate.LeastPairs is null ? "none" : Number(gate.LeastPairs),
                gate.PairsNeeded is null ? "none" : Number(gate.PairsNeeded),
                gate.DetectableDrop.ToString("0.####", CultureInfo.InvariantCulture),
                Escape(gate.Basis));
        }

        console.Write(gates);
        foreach (string advice in estimates.Select(gate => gate.Advice).OfType<string>())
        {
            console.WriteLine(Terminal.Printable(advice));
        }
    }

    /// <summary>One JSON document.</summary>
    public static string ToJson(RunEstimate estimate) =>
        JsonSerializer.Serialize(estimate, PlanJsonContext.Default.RunEstimate);

    private static string Escape(string text) => Markup.Escape(Terminal.Printable(text));

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
}
