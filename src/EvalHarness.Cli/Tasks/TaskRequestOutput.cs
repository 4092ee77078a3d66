using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Requests;

namespace EvalHarness.Cli.Tasks;

/// <summary>Requests as JSON or as text.</summary>
internal static class TaskRequestOutput
{
    /// <summary>Writes the requests of a task's documents.</summary>
    public static void Write(
        Terminal terminal, TaskFile task, IReadOnlyList<DocumentRequests> documents, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(terminal.Output, json => WriteJson(json, task, documents));
            return;
        }

        foreach (DocumentRequests document in documents)
        {
            WriteText(terminal, task, document);
        }
    }

    private static void WriteJson(Utf8JsonWriter json, TaskFile task, IReadOnlyList<DocumentRequests> documents)
    {
        json.WriteStartArray();
        foreach (DocumentRequests document in documents)
        {
            json.WriteStartObject();
            json.WriteNumber("id", document.Index);
            json.WriteString("kind", task.OutputType.NameOf());
            json.WriteStartArray("requests");
            foreach (TaskRequest request in document.Requests)
            {
                json.WriteStartObject();
                WriteJson(json, task, request);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WritePropertyName("target");
            PlainValue.Write(json, document.Target);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteJson(Utf8JsonWriter json, TaskFile task, TaskRequest request)
    {
        if (task.OutputType == TaskOutputType.LogLikelihoodRolling)
        {
            json.WriteString("text", request.Continuation);
            return;
        }

        json.WriteString("context", request.Prompt?.ToText() ?? "");
        if (request.Continuation is { } continuation)
        {
            json.WriteString("continuation", continuation);
            return;
        }

        json.WritePropertyName("until");
        PlainValue.Write(json, task.Until);
        json.WritePropertyName("generation_kwargs");
        PlainValue.Write(json, task.Generation);
    }

    private static void WriteText(Terminal terminal, TaskFile task, DocumentRequests document)
    {
        string? shown = null;
        terminal.Output.WriteLine(FormattableString.Invariant($"== {document.Index}"));
        foreach (TaskRequest request in document.Requests)
        {
            string context = request.Prompt?.ToText() ?? "";
            if (context != shown)
            {
                terminal.Output.WriteLine(Terminal.Printable(context));
                shown = context;
            }

            terminal.Output.WriteLine(Terminal.Printable(
                request.Continuation is { } text ? $"-> {Quoted(text)}"
                : $"-> written until {string.Join(", ", task.Until.Select(Quoted))}"));
        }

        terminal.Output.WriteLine(Terminal.Printable($"target: {PlainValue.ToJson(document.Target).GetRawText()}"));
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, s_plain)}\"";

    private static readonly System.Text.Encodings.Web.JavaScriptEncoder s_plain =
        System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}
