using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Pipeline.Runs.Estimating;
using EvalHarness.Pipeline.Search;
using Spectre.Console;

namespace EvalHarness.Cli.Run;

/// <summary>What a run or a search would cost and could show, as tables or as JSON of the same keys.</summary>
internal static class PlanOutput
{
    /// <summary>Writes candidates, work and gates.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="estimate">The estimate.</param>
    /// <param name="sensitivity">What mixes of types were chosen by; <c>null</c> without mixes.</param>
    public static void Write(Terminal terminal, RunEstimate estimate, SensitivityEvidence? sensitivity = null)
    {
        if (terminal.IsJson)
        {
            JsonOutput.Write(terminal.Output, json => WriteJson(json, estimate, sensitivity));
            return;
        }

        IAnsiConsole console = terminal.Results;
        WriteCandidates(console, estimate.Candidates);
        if (sensitivity is not null)
        {
            SensitivityRows.Write(console, sensitivity);
        }

        WriteWork(console, estimate);
        WriteGates(console, estimate.Gates);
    }

    private static void WriteJson(Utf8JsonWriter json, RunEstimate estimate, SensitivityEvidence? sensitivity)
    {
        json.WriteStartObject();
        JsonNode fields = JsonSerializer.SerializeToNode(estimate, PlanJsonContext.Default.RunEstimate)!;
        foreach ((string key, JsonNode? value) in fields.AsObject())
        {
            json.WritePropertyName(key);
            JsonSerializer.Serialize(json, value, PlanJsonContext.Default.JsonNode);
        }

        json.WriteObjectOrNull("sensitivity", sensitivity, SensitivityJson.WriteFields);
        json.WriteEndObject();
    }

    private static void WriteCandidates(IAnsiConsole console, IReadOnlyList<CandidateEstimate> candidates)
    {
        Table table = ReportStyles.Table("Candidate", ">File", ">of base", ">Bits", "Size");
        foreach (CandidateEstimate candidate in candidates)
        {
            table.AddRow(
                ReportStyles.Cell(candidate.Candidate),
                ReportStyles.Cell(ReportNumbers.Bytes(candidate.FileBytes)),
                ReportStyles.Cell(ReportNumbers.Percent(candidate.ShareOfBaseline)),
                ReportStyles.Cell(ReportNumbers.Bits(candidate.BitsPerWeight)),
                ReportStyles.Cell(candidate.FileBytes is null ? "not known"
                    : candidate.IsPredicted ? "predicted" : "of its file"));
        }

        console.Write(table);
    }

    // What is the same for several models is one row.
    private static void WriteWork(IAnsiConsole console, RunEstimate estimate)
    {
        Table work = new Table().Border(TableBorder.Simple)
            .AddColumns("task", "model", "samples", "calls", "tokens in", "tokens out", "seconds");
        foreach (IGrouping<TaskEstimate, TaskEstimate> same in
            estimate.Tasks.GroupBy(task => task with { Model = "", Basis = "" }))
        {
            string[] models = [.. same.Select(task => task.Model)];
            work.AddRow(
                Escape(same.Key.Task),
                models.Length == estimate.Candidates.Count + 1
                    ? $"each of {Number(models.Length)}"
                    : Escape(string.Join(", ", models)),
                Number(same.Key.Samples),
                Number(same.Key.Calls),
                Number(same.Key.InputTokens),
                Number(same.Key.OutputTokens),
                same.Key.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "unknown");
        }

        console.Write(work);
        string total = estimate.Seconds is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"About {all:0} s in all, by {estimate.Tasks[0].Basis}.")
            : $"The time is unknown: {estimate.Tasks.First(task => task.Seconds is null).Basis}.";
        console.WriteLine(Terminal.Printable(total));
    }

    private static void WriteGates(IAnsiConsole console, IReadOnlyList<GateEstimate> estimates)
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

    private static string Escape(string text) => Markup.Escape(Terminal.Printable(text));

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown";
}
