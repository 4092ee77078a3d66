using System.CommandLine;
using System.Text.Json;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Pipeline.Runs.Estimating;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Search;
using Spectre.Console;

namespace EvalHarness.Cli.Run;

/// <summary>What a search would try, in which order, and how sure it would have to be.</summary>
internal static class SearchPlan
{
    /// <summary>Tables, or one JSON document.</summary>
    /// <param name="parsed">Says which.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <param name="configuration">The configuration that would be run.</param>
    /// <param name="sensitivity">What mixes were chosen by; <c>null</c> without mixes.</param>
    /// <param name="estimate">The candidates in their order, and what the gates could show.</param>
    public static void Write(
        ParseResult parsed,
        Terminal terminal,
        ResolvedConfiguration configuration,
        SensitivityEvidence? sensitivity,
        SearchEstimate estimate)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonOutput.Write(terminal.Output, json => WriteJson(json, sensitivity, estimate));
            return;
        }

        WriteTables(terminal.Results, sensitivity, estimate.Models);
        PlanTable.WriteGates(terminal.Results, estimate.Gates);
        double[] levels = [.. configuration.Values.Gates.Select(gate => gate.Confidence)];
        if (SearchWords.Confidence(levels, estimate.Models.Count - 1) is { } confidence)
        {
            terminal.Results.WriteLine(confidence);
        }
    }

    private static void WriteTables(
        IAnsiConsole console, SensitivityEvidence? sensitivity, IReadOnlyList<PlannedModel> models)
    {
        Table order = ReportStyles.Table(">Try", "Candidate", ">File", ">of base", ">Bits");
        for (int i = 1; i < models.Count; i++)
        {
            order.AddRow(
                ReportStyles.Cell(ReportNumbers.Count(i)),
                ReportStyles.Cell(models[i].Name),
                ReportStyles.Cell(ReportNumbers.Bytes(models[i].Identity.FileBytes)),
                ReportStyles.Cell(ReportNumbers.Percent(ShareOf(models[i], models[0]))),
                ReportStyles.Cell(ReportNumbers.Bits(models[i].Identity.BitsPerWeight)));
        }

        console.Write(order);
        if (sensitivity is not null)
        {
            SensitivityRows.Write(console, sensitivity);
        }
    }

    private static void WriteJson(
        Utf8JsonWriter json,
        SensitivityEvidence? sensitivity,
        SearchEstimate estimate)
    {
        IReadOnlyList<PlannedModel> models = estimate.Models;
        json.WriteStartObject();
        json.WriteString("baseline", models[0].Name);
        json.WriteObjects("candidates", models.Skip(1), (writer, model) =>
        {
            writer.WriteString("candidate", model.Name);
            writer.WriteNumberOrNull("file_bytes", model.Identity.FileBytes);
            writer.WriteNumberOrNull("share_of_baseline", ShareOf(model, models[0]));
            writer.WriteNumberOrNull("bits_per_weight", model.Identity.BitsPerWeight);
        });
        json.WriteObjects("gates", estimate.Gates, (writer, gate) =>
        {
            writer.WriteString("metric", gate.Metric);
            writer.WriteString("candidate", gate.Candidate);
            writer.WriteNumber("margin", gate.MaxDrop);
            writer.WriteNumber("confidence", gate.Confidence);
            writer.WriteNumber("samples", gate.Pairs);
            writer.WriteNumberOrNull("least_samples", gate.LeastPairs);
            writer.WriteNumberOrNull("samples_for_80_percent_power", gate.PairsNeeded);
            writer.WriteNumberOrNull("smallest_margin", gate.DetectableDrop);
            writer.WriteString("basis", gate.Basis);
        });
        if (sensitivity is null)
        {
            json.WriteNull("sensitivity");
        }
        else
        {
            json.WriteStartObject("sensitivity");
            SensitivityJson.WriteFields(json, sensitivity);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static double? ShareOf(PlannedModel model, PlannedModel baseline) =>
        baseline.Identity.FileBytes > 0 ? (double?)model.Identity.FileBytes / baseline.Identity.FileBytes : null;
}
