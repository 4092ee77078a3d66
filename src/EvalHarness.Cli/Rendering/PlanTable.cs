using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

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

        Table gates = new Table().Border(TableBorder.Simple)
            .AddColumns("gate", "tolerated drop", "pairs", "smallest detectable drop", "from");
        foreach (GateEstimate gate in estimate.Gates)
        {
            gates.AddRow(
                Escape(gate.Metric),
                gate.MaxDrop.ToString("0.####", CultureInfo.InvariantCulture),
                Number(gate.Pairs),
                gate.DetectableDrop.ToString("0.####", CultureInfo.InvariantCulture)
                    + (gate.IsEnough ? "" : " (too few samples)"),
                Escape(gate.Basis));
        }

        console.Write(work);
        console.Write(gates);
        string total = estimate.Seconds is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"About {all:0} s in all, by {estimate.Tasks[0].Basis}.")
            : $"The time is unknown: {estimate.Tasks.First(task => task.Seconds is null).Basis}.";
        console.WriteLine(Terminal.Printable(total));
    }

    /// <summary>One JSON document.</summary>
    public static string ToJson(RunEstimate estimate) =>
        JsonSerializer.Serialize(estimate, PlanJsonContext.Default.RunEstimate);

    private static string Escape(string text) => Markup.Escape(Terminal.Printable(text));

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
}
