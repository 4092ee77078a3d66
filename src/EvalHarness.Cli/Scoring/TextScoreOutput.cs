using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Cli.Scoring;

/// <summary>Prints the scores of a file of texts, as lines of tab-separated columns or as JSON.</summary>
internal static class TextScoreOutput
{
    /// <summary>One line per type: precision, recall, F-measure; before them, one per row where asked for.</summary>
    public static void WriteText(TextWriter output, RougeFileScores scores)
    {
        StringBuilder text = new();
        foreach (RougeSample sample in scores.Samples)
        {
            AppendRouge(text, Terminal.Printable(sample.Id), scores.Types, sample.Scores);
        }

        AppendRouge(text, "mean", scores.Types, scores.Means);
        output.Write("sample\tmetric\tprecision\trecall\tfmeasure\n");
        output.Write(text);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"count\t{scores.Count}\n"));
    }

    /// <summary>One line per metric: mean, rows scored, rows unscored; rows before them where asked for.</summary>
    public static void WriteText(TextWriter output, TextFileScores scores)
    {
        StringBuilder text = new("sample\tmetric\tvalue\tscored\tunscored\n");
        foreach (TextSample sample in scores.Samples)
        {
            foreach (Score score in sample.Scores)
            {
                text.Append(Terminal.Printable(sample.Id)).Append('\t').Append(score.Metric).Append('\t');
                text.Append(Number(score.Value)).Append("\t\t").Append(score.Reason).Append('\n');
            }
        }

        for (int i = 0; i < scores.Metrics.Count; i++)
        {
            TextMetricSummary summary = scores.Summaries[i];
            text.Append("mean\t").Append(scores.Metrics[i].Name).Append('\t').Append(Number(summary.Mean));
            text.Append(CultureInfo.InvariantCulture, $"\t{summary.Scored}\t{scores.Count - summary.Scored}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"count\t{scores.Count}\n");
        if (scores.Corpora.Count > 0)
        {
            text.Append("\ncorpus\tvalue\tlow\thigh\tscored\tsignature\n");
            foreach (CorpusSummary corpus in scores.Corpora)
            {
                text.Append(corpus.Metric.Name).Append('\t').Append(Number(corpus.Estimate.Value)).Append('\t')
                    .Append(Number(corpus.Estimate.Interval?.Low)).Append('\t')
                    .Append(Number(corpus.Estimate.Interval?.High))
                    .Append(CultureInfo.InvariantCulture, $"\t{corpus.Scored}\t{corpus.Signature}\n");
            }
        }

        output.Write(text);
    }

    /// <summary><c>{"count", TYPE: {"precision", "recall", "fmeasure"}, "samples": [{"id", TYPE: {…}}]}</c>.</summary>
    public static void WriteJson(TextWriter output, RougeFileScores scores, bool perSample) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", scores.Count);
            WriteRouge(json, scores.Types, scores.Means);
            if (perSample)
            {
                json.WriteStartArray("samples");
                foreach (RougeSample sample in scores.Samples)
                {
                    json.WriteStartObject();
                    json.WritePropertyName("id");
                    json.WriteRawValue(sample.Id);
                    WriteRouge(json, scores.Types, sample.Scores);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });

    /// <summary>
    /// <c>{"count", METRIC: {"mean", "scored", "unscored": {reason: rows}}, "samples": [{"id", METRIC: value}]}</c>; a
    /// metric of all rows together is <c>{"value", "low", "high", "scored", "signature"}</c>.
    /// </summary>
    public static void WriteJson(TextWriter output, TextFileScores scores, bool perSample) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", scores.Count);
            for (int i = 0; i < scores.Metrics.Count; i++)
            {
                WriteSummary(json, scores.Metrics[i].Name, scores.Summaries[i]);
            }

            foreach (CorpusSummary corpus in scores.Corpora)
            {
                WriteCorpus(json, corpus);
            }

            if (perSample)
            {
                WriteSamples(json, scores.Samples);
            }

            json.WriteEndObject();
        });

    private static void WriteSummary(Utf8JsonWriter json, string name, TextMetricSummary summary)
    {
        json.WriteStartObject(name);
        json.WritePropertyName("mean");
        WriteValue(json, summary.Mean);
        json.WriteNumber("scored", summary.Scored);
        json.WriteStartObject("unscored");
        foreach ((string reason, int rows) in summary.Unscored)
        {
            json.WriteNumber(reason, rows);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCorpus(Utf8JsonWriter json, CorpusSummary corpus)
    {
        json.WriteStartObject(corpus.Metric.Name);
        json.WritePropertyName("value");
        WriteValue(json, corpus.Estimate.Value);
        json.WritePropertyName("low");
        WriteValue(json, corpus.Estimate.Interval?.Low);
        json.WritePropertyName("high");
        WriteValue(json, corpus.Estimate.Interval?.High);
        json.WriteNumber("scored", corpus.Scored);
        json.WriteString("signature", corpus.Signature);
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, IReadOnlyList<TextSample> samples)
    {
        json.WriteStartArray("samples");
        foreach (TextSample sample in samples)
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            json.WriteRawValue(sample.Id);
            foreach (Score score in sample.Scores)
            {
                json.WritePropertyName(score.Metric);
                WriteValue(json, score.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRouge(
        Utf8JsonWriter json, IReadOnlyList<RougeType> types, IReadOnlyList<RougeScore> scores)
    {
        for (int i = 0; i < types.Count; i++)
        {
            json.WriteStartObject(types[i].Name);
            json.WriteNumber("precision", scores[i].Precision);
            json.WriteNumber("recall", scores[i].Recall);
            json.WriteNumber("fmeasure", scores[i].FMeasure);
            json.WriteEndObject();
        }
    }

    private static void AppendRouge(
        StringBuilder text, string sample, IReadOnlyList<RougeType> types, IReadOnlyList<RougeScore> scores)
    {
        for (int i = 0; i < types.Count; i++)
        {
            text.Append(sample).Append('\t').Append(types[i].Name)
                .Append('\t').Append(Number(scores[i].Precision))
                .Append('\t').Append(Number(scores[i].Recall))
                .Append('\t').Append(Number(scores[i].FMeasure)).Append('\n');
        }
    }

    private static void WriteValue(Utf8JsonWriter json, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "unscored";
}
