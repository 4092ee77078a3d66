using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Cli.Tasks;

/// <summary>What a task file says, in short.</summary>
internal static class TaskFileOutput
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, TaskFile task, bool isJson)
    {
        string[] metrics = [.. (task.Metrics ?? []).Select(metric => metric.Name)];
        if (isJson)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("task", task.Name);
                json.WriteString("kind", task.OutputType.NameOf());
                json.WriteString("dataset_path", task.DatasetPath);
                json.WriteString("dataset_name", task.DatasetName);
                json.WriteString("split", task.Splits.Evaluated);
                json.WriteNumber("num_fewshot", task.ShotsFor(null));
                json.WritePropertyName("metrics");
                PlainValue.Write(json, metrics);
                json.WritePropertyName("filters");
                PlainValue.Write(json, task.Filters.Select(filter => filter.Name).ToList());
                json.WriteNumber("repeats", task.Repeats);
                json.WriteEndObject();
            });
            return;
        }

        string data = task.DatasetPath is { } path
            ? $"{path}{(task.DatasetName is { } subset ? $", {subset}" : "")}, split {task.Splits.Evaluated ?? "unknown"}"
            : "named by the user";
        Line("Task", task.Name);
        Line("Asks for", task.OutputType.NameOf());
        Line("Published", data);
        Line("Examples", FormattableString.Invariant($"{task.ShotsFor(null)}"));
        Line("Metrics", metrics.Length > 0 ? string.Join(", ", metrics) : "those of the kind of task");
        Line("Filters", task.Filters.Count > 0 ? string.Join(", ", task.Filters.Select(filter => filter.Name)) : "none");

        void Line(string label, string value) =>
            terminal.Output.WriteLine(Terminal.Printable($"{label,-10} {value}"));
    }
}
