using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Cli.Tasks;

/// <summary>What a task file says, in short.</summary>
internal static class TaskFileOutput
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, TaskFile task, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                WriteFields(json, task);
                json.WriteEndObject();
            });
            return;
        }

        string[] metrics = MetricsOf(task);
        string subset = task.DatasetName is { } name ? $", {name}" : "";
        string data = task.DatasetPath is { } path
            ? $"{path}{subset}, split {task.Splits.Evaluated ?? "unknown"}" : "named by the user";
        Line("Task", task.Name);
        Line("Asks for", task.OutputType.NameOf());
        Line("Published", data);
        Line("Examples", FormattableString.Invariant($"{task.ShotsFor(null)}"));
        Line("Metrics", metrics.Length > 0 ? string.Join(", ", metrics) : "those of the kind of task");
        Line("Filters", task.Filters.Count == 0
            ? "none" : string.Join(", ", task.Filters.Select(filter => filter.Name)));

        void Line(string label, string value) =>
            terminal.Output.WriteLine(Terminal.Printable($"{label,-10} {value}"));
    }

    /// <summary>Writes it as properties of a JSON object.</summary>
    public static void WriteFields(Utf8JsonWriter json, TaskFile task)
    {
        json.WriteString("task", task.Name);
        json.WriteString("kind", task.OutputType.NameOf());
        json.WriteString("dataset_path", task.DatasetPath);
        json.WriteString("dataset_name", task.DatasetName);
        json.WriteString("split", task.Splits.Evaluated);
        json.WriteNumber("num_fewshot", task.ShotsFor(null));
        json.WritePropertyName("metrics");
        PlainValue.Write(json, MetricsOf(task));
        json.WritePropertyName("filters");
        PlainValue.Write(json, task.Filters.Select(filter => filter.Name).ToList());
        json.WriteNumber("repeats", task.Repeats);
    }

    private static string[] MetricsOf(TaskFile task) => [.. (task.Metrics ?? []).Select(metric => metric.Name)];
}
