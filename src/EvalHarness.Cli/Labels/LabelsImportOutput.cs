using System.Text;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Labels;

/// <summary>Prints what became of imported labels.</summary>
internal static class LabelsImportOutput
{
    /// <summary>Counts, then the first rows that did not match.</summary>
    public static void WriteText(TextWriter output, string path, LabelImportReport report)
    {
        StringBuilder text = new();
        text.Append(FormattableString.Invariant(
            $"{path}: {report.Rows} rows, {report.Stored} labels stored, {report.Unchanged} there already, "))
            .Append(FormattableString.Invariant($"{report.Unlabelled} rows without a grade\n"));
        if (report.NotDrawn > 0)
        {
            text.Append(FormattableString.Invariant(
                $"{report.NotDrawn} of the labels are of outputs that were not drawn: they decide no gate. "))
                .Append("If the rows are a random draw, say so with --share.\n");
        }

        foreach ((string reason, int count) in report.Unmatched)
        {
            text.Append(FormattableString.Invariant($"{count} rows did not match: {reason}\n"));
        }

        foreach (InputError first in report.FirstUnmatched)
        {
            text.Append("  ").Append(first).Append('\n');
        }

        output.Write(Terminal.Printable(text.ToString()));
    }

    /// <summary>The same as one JSON document.</summary>
    public static void WriteJson(TextWriter output, string run, string path, LabelImportReport report) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("run", run);
            json.WriteString("file", path);
            json.WriteNumber("rows", report.Rows);
            json.WriteNumber("unlabelled", report.Unlabelled);
            json.WriteNumber("matched", report.Matched);
            json.WriteNumber("stored", report.Stored);
            json.WriteNumber("unchanged", report.Unchanged);
            json.WriteNumber("not_drawn", report.NotDrawn);
            json.WriteNumber("unmatched", report.Unmatched.Values.Sum());
            json.WriteStartObject("unmatched_by_reason");
            foreach ((string reason, int count) in report.Unmatched)
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
            json.WriteObjects("first_unmatched", report.FirstUnmatched, (item, error) =>
            {
                item.WriteString("place", error.Location);
                item.WriteString("found", error.Actual);
                item.WriteString("detail", error.Fix);
            });
            json.WriteEndObject();
        });
}
