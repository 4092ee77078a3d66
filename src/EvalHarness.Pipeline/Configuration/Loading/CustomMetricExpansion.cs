using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Extensions;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// Fills in what an assembly says of its metrics, so that a stored run can be read without the assembly, and checks
/// what programs cannot say.
/// </summary>
/// <param name="folder">Folder of the configuration file.</param>
/// <param name="mistakes">Receives what is wrong.</param>
internal sealed class CustomMetricExpansion(string folder, ConfigurationMistakes mistakes)
{
    private const string Section = "customMetrics";

    private static readonly string[] s_sources = ["assembly", "command", "recorded"];

    /// <summary>The configuration with every metric's definition.</summary>
    /// <exception cref="InvalidInputException">An assembly has no such metric.</exception>
    public ConfigurationNode Apply(ConfigurationNode root)
    {
        if (root.Kind != JsonValueKind.Object || root[Section] is not { Kind: JsonValueKind.Object } section)
        {
            return root;
        }

        foreach ((string name, ConfigurationNode metric) in
            section.Members.Select(member => (member.Key, member.Value)).ToArray())
        {
            section = metric.Kind == JsonValueKind.Object ? section.With(name, Complete(name, metric)) : section;
        }

        return root.With(Section, section);
    }

    private ConfigurationNode Complete(string name, ConfigurationNode metric)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
        {
            mistakes.Add(metric, $"the name \"{name}\"", "letters, digits, \"_\", \".\" and \"-\"");
        }

        string[] given = [.. s_sources.Where(key => metric[key] is not null)];
        if (given.Length != 1)
        {
            mistakes.Add(
                metric,
                given.Length == 0
                    ? "neither \"assembly\" nor \"command\" nor \"recorded\""
                    : string.Join(" beside ", given.Select(key => $"\"{key}\"")),
                "one of \"assembly\", \"command\" and \"recorded\"");
            return metric;
        }

        if (given[0] != "assembly")
        {
            if (metric["higherIsBetter"] is null)
            {
                mistakes.Add(
                    metric, "no key \"higherIsBetter\"", "true or false",
                    $"Say which direction is better: a {(given[0] == "command" ? "program" : "file")} cannot.");
            }

            return metric;
        }

        string path = Path.GetFullPath(metric["assembly"]!.Text ?? "", folder);
        return File.Exists(path)
            ? Describe(metric, MetricAssembly.Create(
                path, metric["type"]?.Text, $"{metric.Path}.assembly").Metric.Definition)
            : metric;
    }

    private static ConfigurationNode Describe(ConfigurationNode metric, MetricDefinition definition)
    {
        metric = Add(metric, "higherIsBetter", definition.HigherIsBetter);
        metric = Add(metric, "passFail", definition.IsPassFail);
        metric = Add(metric, "meaning", JsonValueKind.String, definition.Meaning);
        return definition.Range is not { } range || definition.IsPassFail ? metric
            : Add(Add(metric, "minimum", JsonValueKind.Number, Number(range.Floor)),
                "maximum", JsonValueKind.Number, Number(range.Ceiling));
    }

    private static ConfigurationNode Add(ConfigurationNode metric, string key, bool value) =>
        Add(metric, key, value ? JsonValueKind.True : JsonValueKind.False, "");

    private static ConfigurationNode Add(ConfigurationNode metric, string key, JsonValueKind kind, string text) =>
        metric[key] is null ? metric.With(key, metric.Value(key, kind, text)) : metric;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
