using System.Text.Json;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>The frontier as JSON fields; measured times stand apart, as in the models.</summary>
internal static class JsonFrontier
{
    /// <summary>
    /// What passed, the smallest that passes where a search shared the risk of picking it, and every candidate's place;
    /// nothing between two runs.
    /// </summary>
    public static void Write(Utf8JsonWriter json, Report report)
    {
        Frontier frontier = Frontier.Of(report);
        bool isRelease = report.Question == ReportQuestion.Release;
        json.WriteTextsOrNull("passed", isRelease ? [.. frontier.Passed.Select(point => point.Candidate)] : null);
        json.WriteString(
            "smallest_that_passes", report.Untried is null ? null : frontier.SmallestThatPasses?.Candidate);
        json.WriteObjects("frontier", isRelease ? frontier.Points : [], WritePoint);
    }

    private static void WritePoint(Utf8JsonWriter json, FrontierPoint point)
    {
        json.WriteString("candidate", point.Candidate);
        json.WriteString("decision", VerdictWords.Key(point.Verdict));
        json.WriteNumberOrNull("file_bytes", point.FileBytes);
        json.WriteNumberOrNull("share_of_baseline", point.ShareOfBaseline);
        json.WriteNumberOrNull("bits_per_weight", point.BitsPerWeight);
        json.WriteString("worst_metric", point.Worst?.Metric);
        json.WriteNumberOrNull("worst_change_margins", point.Worst?.Value);
        json.WriteNumberOrNull("worst_change_margins_low", point.Worst?.Low);
        json.WriteNumberOrNull("worst_change_margins_high", point.Worst?.High);
        json.WriteString("reason", point.Reason);
        json.WriteBoolean("on_frontier", point.IsOnFrontier);
        json.WriteString("dominated_by", point.DominatedBy);
        json.WriteStartObject("timings");
        json.WriteNumberOrNull("tokens_per_second", point.TokensPerSecond);
        json.WriteNumberOrNull("peak_memory_bytes", point.PeakMemoryBytes);
        json.WriteEndObject();
    }
}
