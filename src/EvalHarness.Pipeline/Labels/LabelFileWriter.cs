using System.Buffers;
using System.Text;
using System.Text.Json;
using CsvHelper;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Writes labels in the forms that can be read again.</summary>
internal static class LabelFileWriter
{
    private static readonly JsonWriterOptions s_line = JsonFields.Options with { Indented = false };

    // What a person needs to see; the rest is for joining the label with its output again.
    private static readonly string[] s_shown = ["input", "reference", "output", "a", "b"];
    private static readonly string[] s_joining = ["item", "run", "task", "sample_id", "kind"];

    /// <summary>Writes all rows.</summary>
    public static Task WriteAsync(
        IReadOnlyList<ExportedLabel> rows,
        LabelFileFormat format,
        TextWriter writer,
        CancellationToken cancellationToken) => format switch
        {
            LabelFileFormat.Csv => WriteCsvAsync(rows, writer, cancellationToken),
            LabelFileFormat.JsonLines => WriteLinesAsync(rows, writer, cancellationToken),
            LabelFileFormat.LabelStudio => WriteArrayAsync(rows, WriteLabelStudio, writer),
            _ => WriteArrayAsync(rows, WriteArgilla, writer),
        };

    private static async Task WriteCsvAsync(
        IReadOnlyList<ExportedLabel> rows, TextWriter writer, CancellationToken cancellationToken)
    {
        CsvWriterOptions options = CsvWriterOptions.Default with { NewLine = "\r\n" };
        await using CsvWriter csv = CsvWriter.Create(writer, options, leaveOpen: true);
        await csv.WriteRecordAsync((string[])[.. ExportedLabel.Names], cancellationToken);
        foreach (ExportedLabel row in rows)
        {
            await csv.WriteRecordAsync(
                (string[])[.. row.Fields().Select(field => FormulaGuard.Guard(field.Value ?? ""))], cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }

    private static async Task WriteLinesAsync(
        IReadOnlyList<ExportedLabel> rows, TextWriter writer, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> line = new();
        await using Utf8JsonWriter json = new(line, s_line);
        foreach (ExportedLabel row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            line.ResetWrittenCount();
            json.Reset();
            json.WriteStartObject();
            WriteFields(json, row, ExportedLabel.Names);
            json.WriteNumberOrNull("score", row.Label?.Entry.Score);
            json.WriteEndObject();
            json.Flush();
            await writer.WriteAsync(Encoding.UTF8.GetString(line.WrittenSpan));
            await writer.WriteAsync('\n');
        }
    }

    private static async Task WriteArrayAsync(
        IReadOnlyList<ExportedLabel> rows, Action<Utf8JsonWriter, int, ExportedLabel[]> write, TextWriter writer)
    {
        ArrayBufferWriter<byte> buffer = new();
        await using (Utf8JsonWriter json = new(buffer, JsonFields.Options))
        {
            json.WriteStartArray();
            int id = 0;
            foreach (IGrouping<string, ExportedLabel> item in rows.GroupBy(row => $"{row.Question.Id} {row.Item.Id}"))
            {
                json.WriteStartObject();
                write(json, ++id, [.. item]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        await writer.WriteAsync(Encoding.UTF8.GetString(buffer.WrittenSpan));
        await writer.WriteAsync('\n');
    }

    // An adjudication is no labeller's answer: the other forms keep it.
    private static IEnumerable<LabelEvent> Answers(ExportedLabel[] rows) => rows.Select(row => row.Label)
        .OfType<LabelEvent>()
        .Where(label => label.Entry.Action is LabelAction.Label or LabelAction.Abstain);

    private static string Value(LabelEvent label) =>
        label.Entry.Score is { } score ? label.Entry.Question.GradeOf(score) : "cannot tell";

    private static void WriteLabelStudio(Utf8JsonWriter json, int id, ExportedLabel[] rows)
    {
        json.WriteNumber("id", id);
        json.WriteStartObject("data");
        WriteFields(json, rows[0], [.. s_joining, .. s_shown]);
        json.WriteEndObject();
        json.WriteObjects("annotations", Answers(rows), (annotation, label) =>
        {
            annotation.WriteStartObject("completed_by");
            annotation.WriteString("email", label.Entry.Labeller);
            annotation.WriteEndObject();
            annotation.WriteStartArray("result");
            WriteResult(annotation, "grade", "choices", Value(label));
            if (label.Entry.Note is { } note)
            {
                WriteResult(annotation, "note", "textarea", note);
            }

            annotation.WriteEndArray();
        });
    }

    private static void WriteResult(Utf8JsonWriter json, string name, string type, string text)
    {
        json.WriteStartObject();
        json.WriteString("from_name", name);
        json.WriteString("to_name", "output");
        json.WriteString("type", type);
        json.WriteStartObject("value");
        json.WriteTexts(type == "choices" ? "choices" : "text", [text]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteArgilla(Utf8JsonWriter json, int id, ExportedLabel[] rows)
    {
        json.WriteString("id", rows[0].Item.Id);
        json.WriteStartObject("fields");
        WriteFields(json, rows[0], s_shown);
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        WriteFields(json, rows[0], s_joining);
        json.WriteEndObject();
        json.WriteStartObject("responses");
        LabelEvent[] answers = [.. Answers(rows)];
        json.WriteObjects("grade", answers, (answer, label) =>
            WriteResponse(answer, label, Value(label)));
        json.WriteObjects("note", answers.Where(label => label.Entry.Note is not null), (answer, label) =>
            WriteResponse(answer, label, label.Entry.Note!));
        json.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter json, LabelEvent label, string value)
    {
        json.WriteString("value", value);
        json.WriteString("user_id", label.Entry.Labeller);
        json.WriteString("status", "submitted");
    }

    private static void WriteFields(Utf8JsonWriter json, ExportedLabel row, IEnumerable<string> names)
    {
        foreach ((string name, string? value) in row.Fields().Where(field => names.Contains(field.Name)))
        {
            json.WriteString(name, value);
        }
    }
}
