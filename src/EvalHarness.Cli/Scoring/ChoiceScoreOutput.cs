using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics.Choices;
using EvalHarness.Pipeline.FileScoring;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Scoring;

/// <summary>Prints the scores of a file of multiple choice, as lines of tab-separated columns or as JSON.</summary>
internal static class ChoiceScoreOutput
{
    /// <summary>One line per metric: value and standard error, then the paired differences to the baseline.</summary>
    public static void WriteText(TextWriter output, ChoiceFileScores scores)
    {
        StringBuilder text = new("metric\tvalue\tstderr\n");
        foreach ((string name, HarnessValue value) in scores.Values)
        {
            text.Append(name).Append('\t').Append(Shown(value.Value) ?? "undefined").Append('\t')
                .Append(Shown(value.StandardError) ?? "N/A");
            text.Append(value.Reason is null ? "" : $"\t{value.Reason}").Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"count\t{scores.Samples.Count}\n");
        if (scores.Baseline is { } baseline)
        {
            text.Append("\nmetric\tbaseline\tdelta\tlow\thigh\tpairs\n");
            foreach (ChoiceComparison comparison in scores.Comparisons)
            {
                double? before = baseline.FirstOrDefault(value => value.Key == comparison.Metric).Value?.Value;
                double?[] figures =
                    [before, comparison.Delta, comparison.Interval?.Low, comparison.Interval?.High];
                text.Append(comparison.Metric).Append('\t')
                    .AppendJoin('\t', figures.Select(value => Shown(value) ?? "undefined"))
                    .Append(CultureInfo.InvariantCulture, $"\t{comparison.Pairs}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"unpaired\t{scores.Unpaired}\n");
        }

        output.Write(text);
    }

    /// <summary>
    /// <c>{"count", METRIC: {"value", "stderr"}, "samples": [{"id", "pred", METRIC: value}]}</c>, with a baseline also
    /// <c>"baseline": {METRIC: …}, "comparison": {METRIC: {"delta", "low", "high", "pairs"}}, "unpaired"</c>. Numbers
    /// that JSON has not are texts: "Infinity", "-Infinity", "NaN".
    /// </summary>
    public static void WriteJson(TextWriter output, ChoiceFileScores scores) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("count", scores.Samples.Count);
        WriteValues(json, scores.Values);
        if (scores.Baseline is { } baseline)
        {
            json.WriteStartObject("baseline");
            WriteValues(json, baseline);
            json.WriteEndObject();
            WriteComparisons(json, scores);
        }

        json.WriteStartArray("samples");
        foreach (ChoiceSample sample in scores.Samples)
        {
            WriteSample(json, sample, scores.Values);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteValues(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, HarnessValue>> values)
    {
        foreach ((string name, HarnessValue value) in values)
        {
            json.WriteStartObject(name);
            Write(json, "value", value.Value);
            Write(json, "stderr", value.StandardError);
            if (value.Reason is { } reason)
            {
                json.WriteString("reason", reason);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteComparisons(Utf8JsonWriter json, ChoiceFileScores scores)
    {
        json.WriteStartObject("comparison");
        foreach (ChoiceComparison comparison in scores.Comparisons)
        {
            json.WriteStartObject(comparison.Metric);
            Write(json, "delta", comparison.Delta);
            Write(json, "low", comparison.Interval?.Low);
            Write(json, "high", comparison.Interval?.High);
            json.WriteNumber("pairs", comparison.Pairs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("unpaired", scores.Unpaired);
    }

    private static void WriteSample(
        Utf8JsonWriter json, ChoiceSample sample, IEnumerable<KeyValuePair<string, HarnessValue>> values)
    {
        json.WriteStartObject();
        json.WritePropertyName("id");
        json.WriteRawValue(sample.Id);
        json.WriteNumber("pred", sample.Scores.Prediction);
        foreach ((string name, _) in values.Where(value => ChoiceMetrics.OfDocuments.Contains(value.Key)))
        {
            Write(json, name, sample.Scores.Find(name));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, value is { } other ? Name(other) : null);
        }
    }

    private static string Name(double number) => double.IsNaN(number) ? "NaN"
        : number > 0 ? "Infinity"
        : "-Infinity";

    private static string? Shown(double? value) => value switch
    {
        null => null,
        { } number when double.IsFinite(number) => number.ToString("0.000000", CultureInfo.InvariantCulture),
        { } other => Name(other),
    };
}
