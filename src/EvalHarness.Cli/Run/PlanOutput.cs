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
                ReportStyles.Cell(TypeWords.Label(candidate.Candidate, candidate.EffectiveTypes)),
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
        Table work = ReportStyles.Table(
            "Task", "Model", ">Samples", ">Calls", ">Tokens in", ">Tokens out", ">Seconds");
        foreach (IGrouping<TaskEstimate, TaskEstimate> same in
            estimate.Tasks.GroupBy(task => task with { Model = "", Basis = "" }))
        {
            string[] models = [.. same.Select(task => task.Model)];
            work.AddRow(
                ReportStyles.Cell(same.Key.Task),
                ReportStyles.Cell(models.Length == estimate.Candidates.Count + 1
                    ? FormattableString.Invariant($"each of {models.Length}")
                    : string.Join(", ", models)),
                ReportStyles.Cell(ReportNumbers.Count(same.Key.Samples)),
                ReportStyles.Cell(ReportNumbers.Count(same.Key.Calls)),
                ReportStyles.Cell(ReportNumbers.Count(same.Key.InputTokens)),
                ReportStyles.Cell(ReportNumbers.Count(same.Key.OutputTokens)),
                ReportStyles.Cell(ReportNumbers.Measure(same.Key.Seconds)));
        }

        console.Write(work);
        ReportStyles.WriteLine(console, estimate.Seconds is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"About {all:0} s in all, by {estimate.Tasks[0].Basis}.")
            : $"The time is unknown: {estimate.Tasks.First(task => task.Seconds is null).Basis}.");
    }

    private static void WriteGates(IAnsiConsole console, IReadOnlyList<GateEstimate> estimates)
    {
        Table gates = ReportStyles.Table(
            "Gate", ">Margin", ">Samples", ">Least", ">80 % power", ">Smallest margin");
        foreach (GateEstimate gate in estimates)
        {
            gates.AddRow(
                ReportStyles.Cell(NameOf(gate)),
                ReportStyles.Cell(Margin(gate.MaxDrop)),
                ReportStyles.Cell(ReportNumbers.Count(gate.Pairs)),
                ReportStyles.Cell(ReportNumbers.Count(gate.LeastPairs)),
                ReportStyles.Cell(ReportNumbers.Count(gate.PairsNeeded)),
                ReportStyles.Cell(Margin(gate.DetectableDrop)));
        }

        console.Write(gates);
        foreach (IGrouping<string, GateEstimate> same in estimates.GroupBy(gate => gate.Basis))
        {
            ReportStyles.WriteLine(
                console,
                $"{SentenceWords.Begin(same.Key)}: {string.Join(", ", same.Select(NameOf))}.");
        }

        foreach (string advice in estimates.Select(gate => gate.Advice).OfType<string>())
        {
            ReportStyles.WriteLine(console, advice);
        }
    }

    private static string NameOf(GateEstimate gate) =>
        gate.Candidate is null ? gate.Metric : $"{gate.Metric} ({gate.Candidate})";

    private static string Margin(double margin) => margin.ToString("0.####", CultureInfo.InvariantCulture);
}
