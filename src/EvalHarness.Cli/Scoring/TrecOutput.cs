using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Cli.Scoring;

/// <summary>Prints ranking measures, in trec_eval's own format or as JSON.</summary>
internal static class TrecOutput
{
    private const string AllTopics = "all";

    /// <summary>Lines of measure, topic and value; topics first where asked for.</summary>
    public static void WriteText(TextWriter output, RankingFileScores scores, bool perTopic)
    {
        StringBuilder text = new();
        foreach (TopicScores topic in perTopic ? scores.Topics : [])
        {
            for (int i = 0; i < scores.Measures.Count; i++)
            {
                if (scores.Measures[i].IsPerTopic)
                {
                    Append(text, scores.Measures[i], Terminal.Printable(topic.Id), topic.Values[i]);
                }
            }
        }

        for (int i = 0; i < scores.Measures.Count; i++)
        {
            if (scores.Measures[i].Kind == RankingMeasureKind.RunId)
            {
                text.Append(CultureInfo.InvariantCulture, $"{"runid",-22}\t{AllTopics}\t");
                text.Append(Terminal.Printable(scores.RunTag)).Append('\n');
            }
            else
            {
                Append(text, scores.Measures[i], AllTopics, scores.All[i]);
            }
        }

        output.Write(text);
    }

    /// <summary><c>{"run_id", "all": {measure: value}, "queries": {id: {measure: value}}}</c>.</summary>
    public static void WriteJson(TextWriter output, RankingFileScores scores) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("run_id", scores.RunTag);
        json.WriteStartObject("all");
        Write(json, scores.Measures, scores.All, perTopic: false);
        json.WriteEndObject();
        json.WriteStartObject("queries");
        foreach (TopicScores topic in scores.Topics)
        {
            json.WriteStartObject(topic.Id);
            Write(json, scores.Measures, topic.Values, perTopic: true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>
    /// A value with four decimals as C prints it: rounded from the exact binary value, a tie to the even digit.
    /// </summary>
    internal static string Format(double value)
    {
        double nearestBelow = Math.Floor(value * 1e4);
        bool isTie = Math.FusedMultiplyAdd(value, 1e4, -(nearestBelow + 0.5)) == 0;
        return isTie
            ? ((nearestBelow + (nearestBelow % 2 == 0 ? 0 : 1)) / 1e4).ToString("F4", CultureInfo.InvariantCulture)
            : value.ToString("F4", CultureInfo.InvariantCulture);
    }

    private static void Append(StringBuilder text, RankingMeasure measure, string topic, double value)
    {
        text.Append(measure.TrecName.PadRight(22)).Append('\t').Append(topic).Append('\t');
        text.Append(measure.IsCount ? value.ToString("F0", CultureInfo.InvariantCulture) : Format(value)).Append('\n');
    }

    private static void Write(
        Utf8JsonWriter json, IReadOnlyList<RankingMeasure> measures, IReadOnlyList<double> values, bool perTopic)
    {
        for (int i = 0; i < measures.Count; i++)
        {
            if (measures[i].Kind == RankingMeasureKind.RunId || (perTopic && !measures[i].IsPerTopic))
            {
                continue;
            }

            if (measures[i].IsCount)
            {
                json.WriteNumber(measures[i].TrecName, (long)values[i]);
            }
            else
            {
                json.WriteNumber(measures[i].TrecName, values[i]);
            }
        }
    }
}
