using System.Text.Json;
using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Gates, comparisons and worst samples as JSON fields.</summary>
internal static class JsonEvidence
{
    /// <summary>A gate's fields; differences are changes in quality.</summary>
    public static void WriteGate(Utf8JsonWriter json, GateDecision gate)
    {
        json.WriteString("candidate", gate.Candidate);
        json.WriteString("metric", gate.Metric);
        json.WriteString("outcome", VerdictWords.Key(gate.Outcome));
        json.WriteString("reason", gate.Reason);
        json.WriteNumberOrNull("delta", gate.Delta);
        json.WriteNumberOrNull("low", gate.Low);
        json.WriteNumberOrNull("high", gate.High);
        json.WriteNumberOrNull("margin", gate.Margin);
        json.WriteNumberOrNull("confidence", gate.Confidence);
        json.WriteNumber("pairs", gate.Pairs);
        json.WriteNumberOrNull("p", gate.P);
        json.WriteNumberOrNull("adjusted_p", gate.AdjustedP);
        json.WriteString("by", VerdictWords.Key(gate.By));
        json.WriteNumberOrNull("labels", (long?)gate.Labels);
        json.WriteNumberOrNull("pairs_to_label", (long?)gate.PairsToLabel);
        json.WriteString("correction", gate.Correction);
        json.WriteString("bound", gate.Method switch
        {
            BoundMethod.Gaffke => "gaffke",
            BoundMethod.Score => "score",
            BoundMethod.Approximate => "approximate",
            _ => null,
        });
        json.WriteNumberOrNull("pairs_needed", (long?)gate.PairsNeeded);
        json.WriteNumberOrNull("pairs_needed_at_change", (long?)gate.PairsNeededAtChange);
    }

    /// <summary>A comparison's fields; differences are on the metric's own scale.</summary>
    public static void WriteComparison(Utf8JsonWriter json, Comparison comparison)
    {
        json.WriteString("candidate", comparison.Candidate);
        json.WriteString("metric", comparison.Metric);
        json.WriteBoolean("higher_is_better", comparison.HigherIsBetter);
        json.WriteNumber("pairs", comparison.Pairs);
        json.WriteNumber("unpaired", comparison.Unpaired);
        json.WriteNumber("baseline_unscored", comparison.BaselineUnscored);
        json.WriteNumber("candidate_unscored", comparison.CandidateUnscored);
        json.WriteNumber("clusters", comparison.Clusters);
        json.WriteNumberOrNull("baseline_mean", comparison.BaselineMean);
        json.WriteNumberOrNull("candidate_mean", comparison.CandidateMean);
        json.WriteNumberOrNull("delta", comparison.Delta);
        json.WriteNumberOrNull("standard_error", comparison.StandardError);
        json.WriteNumberOrNull("low", comparison.Low);
        json.WriteNumberOrNull("high", comparison.High);
        json.WriteNumberOrNull("t_low", comparison.TLow);
        json.WriteNumberOrNull("t_high", comparison.THigh);
        json.WriteNumberOrNull("confidence", comparison.Confidence);
        WriteFlips(json, comparison.Flips);
        json.WriteNumberOrNull("detectable_drop", comparison.DetectableDrop);
    }

    /// <summary>A worst sample's fields, texts as written.</summary>
    public static void WriteWorstSample(Utf8JsonWriter json, WorstSample sample)
    {
        json.WriteString("candidate", sample.Candidate);
        json.WriteString("metric", sample.Metric);
        json.WriteString("sample_id", sample.SampleId);
        json.WriteNumberOrNull("baseline_score", sample.BaselineScore);
        json.WriteNumberOrNull("candidate_score", sample.CandidateScore);
        json.WriteString("prompt", sample.Prompt);
        json.WriteString("target", sample.Target);
        json.WriteString("baseline_text", sample.BaselineText);
        json.WriteString("candidate_text", sample.CandidateText);
        json.WriteNamedObjects("scores", sample.Scores, score => score.Metric, WriteJoinedScore);
    }

    private static void WriteJoinedScore(Utf8JsonWriter json, JoinedScore score)
    {
        json.WriteNumberOrNull("baseline", score.Baseline);
        json.WriteNumberOrNull("candidate", score.Candidate);
    }

    private static void WriteFlips(Utf8JsonWriter json, Flips? flips)
    {
        if (flips is null)
        {
            json.WriteNull("flips");
            return;
        }

        json.WriteStartObject("flips");
        json.WriteNumber("lost", flips.Lost);
        json.WriteNumber("gained", flips.Gained);
        json.WriteNumberOrNull("share", flips.Share);
        json.WriteNumberOrNull("mcnemar_p", flips.McNemarP);
        json.WriteEndObject();
    }
}
