using EvalHarness.Pipeline.Tasks.Yaml;

namespace EvalHarness.Pipeline.Tasks.Reading;

/// <summary>Reads <c>metric_list</c> and <c>filter_list</c>; whether their names are known is said elsewhere.</summary>
internal static class MetricReader
{
    /// <summary>The metrics; <c>null</c> where the key is missing.</summary>
    public static IReadOnlyList<TaskMetricEntry>? ReadMetrics(SettingReader root)
    {
        if (root.Mappings("metric_list") is not { } entries)
        {
            return null;
        }

        List<TaskMetricEntry> metrics = [];
        foreach ((YamlValue at, SettingReader fields) in entries)
        {
            if (fields.Value("metric")?.Content is string name)
            {
                metrics.Add(new(
                    name, at.Place, fields.Text("aggregation"), fields.Flag("higher_is_better"),
                    fields.Rest("metric", "aggregation", "higher_is_better")));
            }
            else if (fields.Value("metric")?.Content is not PythonReference)
            {
                root.Mistakes.Add(at, "an entry of metric_list without metric", "the name of a metric, such as acc");
            }
        }

        return metrics;
    }

    /// <summary>The filters; empty where the key is missing.</summary>
    public static IReadOnlyList<TaskFilterEntry> ReadFilters(SettingReader root)
    {
        List<TaskFilterEntry> filters = [];
        foreach ((YamlValue at, SettingReader fields) in root.Mappings("filter_list") ?? [])
        {
            if (fields.Text("name") is not { } name || fields.Mappings("filter") is not { } steps)
            {
                root.Mistakes.Add(
                    at, "an entry of filter_list without name or filter",
                    "name: NAME, and filter: a list of functions");
                continue;
            }

            List<(string, IReadOnlyDictionary<string, object?>)> functions = [];
            foreach ((YamlValue step, SettingReader options) in steps)
            {
                if (options.Value("function")?.Content is string function)
                {
                    functions.Add((function, options.Rest("function")));
                }
                else if (options.Value("function")?.Content is not PythonReference)
                {
                    root.Mistakes.Add(step, "a filter without function", "the name of a filter, such as regex");
                }
            }

            filters.Add(new(name, at.Place, functions));
        }

        return filters;
    }
}
