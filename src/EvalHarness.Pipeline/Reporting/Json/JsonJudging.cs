using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Judges, layers and the human queue as JSON fields; shares are 0–1, intervals two-sided at 95 %.</summary>
internal static class JsonJudging
{
    /// <summary>A judge's fields.</summary>
    public static void WriteJudge(Utf8JsonWriter json, JudgeSummary judge)
    {
        json.WriteString("task", judge.Task);
        json.WriteString("metric", judge.Metric);
        json.WriteNumber("layer", judge.Layer);
        json.WriteString("model", judge.Model);
        json.WriteString("judge_id", judge.JudgeId);
        json.WriteString("instrument", judge.Instrument);
        WriteTexts(json, "grades", judge.Grades);
        json.WriteNumberOrNull("pass_from", judge.PassFrom);
        json.WriteNumber("judged", judge.Judged);
        json.WriteNumber("unscored", judge.Unscored);
        json.WriteStartObject("without_answer");
        foreach ((ScoreFault fault, int count) in judge.WithoutAnswer.OrderBy(pair => pair.Key))
        {
            json.WriteNumber(JudgeWords.KeyOf(fault), count);
        }

        json.WriteEndObject();
        json.WriteString("labels_drawn", judge.LabelsDrawn);
        WriteAgreement(json, judge);
        WriteShare(json, "flips", judge.Flips);
        WriteShare(json, "first_slot_wins", judge.FirstSlotWins);
        WriteShare(json, "identical_ties", judge.IdenticalTies);
        WriteShare(json, "retest_same", judge.RetestSame);
        WriteShare(json, "longer_wins", judge.LongerWins);
        WriteShare(json, "canary_alarms", judge.CanaryAlarms);
        WriteFailures(json, "failures", judge.Failures);
        json.WriteNumber("abstentions", judge.Abstentions);
        json.WriteNumber("calls", judge.Calls);
        json.WriteNumberOrNull("tokens", judge.Tokens);
        json.WriteNumberOrNull("usd", judge.Usd);
        WriteTexts(json, "shortfalls", judge.Shortfalls);
        json.WriteObjects("corrected", judge.Corrected, WriteCorrected);
    }

    /// <summary>A layer's fields.</summary>
    public static void WriteLayer(Utf8JsonWriter json, LayerQuality layer)
    {
        json.WriteString("task", layer.Task);
        json.WriteNumber("layer", layer.Layer);
        WriteTexts(json, "judges", layer.Judges);
        json.WriteNumber("labels", layer.Labels);
        WriteShare(json, "recall", layer.Recall);
        WriteShare(json, "precision", layer.Precision);
        json.WriteNumber("unscored", layer.Unscored);
        json.WriteStartObject("escalated");
        foreach ((string reason, int count) in layer.Escalated.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        json.WriteNumber("items", layer.Items);
        json.WriteNumber("calls", layer.Calls);
        json.WriteNumberOrNull("tokens", layer.Tokens);
    }

    /// <summary>The fields of an output on which a person must decide.</summary>
    public static void WriteQueued(Utf8JsonWriter json, HumanQueueItem item)
    {
        json.WriteString("task", item.Task);
        json.WriteString("sample_id", item.SampleId);
        json.WriteString("model", item.Model);
        json.WriteString("judge", item.Judge);
        json.WriteString("reason", item.Reason);
    }

    private static void WriteAgreement(Utf8JsonWriter json, JudgeSummary judge)
    {
        JudgeReliability? reliability = judge.Reliability;
        Interval? kappa = reliability?.Kappa?.Interval();
        json.WriteNumberOrNull("known_grades", (long?)reliability?.Items);
        json.WriteNumberOrNull("known_grades_scored", reliability?.Matrix.Total);
        json.WriteNumberOrNull("percent_agreement", reliability?.Matrix.PercentAgreement);
        json.WriteNumberOrNull("kappa", reliability?.Kappa?.Kappa);
        json.WriteNumberOrNull("kappa_se", reliability?.Kappa?.StandardError);
        json.WriteNumberOrNull("kappa_low", kappa?.Low);
        json.WriteNumberOrNull("kappa_high", kappa?.High);
        json.WriteNumberOrNull("kappa_lower_bound", reliability?.KappaLow);
        json.WriteNumberOrNull("alpha", judge.Alpha);
        json.WriteNumberOrNull("alpha_low", judge.AlphaInterval?.Low);
        json.WriteNumberOrNull("alpha_high", judge.AlphaInterval?.High);
        WriteShare(json, "true_positive_rate", reliability?.TruePositives);
        WriteShare(json, "true_negative_rate", reliability?.TrueNegatives);
        WriteShare(json, "always_pass", judge.AlwaysPass);
        json.WriteNumberOrNull("true_positive_rate_lower_bound", reliability?.TruePositives?.LowerBound());
        json.WriteNumberOrNull("true_negative_rate_lower_bound", reliability?.TrueNegatives?.LowerBound());
        json.WriteObjects("bias_by_grade", reliability?.Biases ?? [], WriteBias);
        WriteConfusion(json, judge);
        json.WriteNumberOrNull("known_grades_failure_rate", reliability?.FailureRate);
        json.WriteNumberOrNull("known_grades_abstentions", (long?)reliability?.Abstentions);
    }

    /// <summary>Two versions of a judge.</summary>
    public static void WriteVersions(Utf8JsonWriter json, JudgeVersions versions)
    {
        json.WriteString("task", versions.Task);
        json.WriteString("judge", versions.Judge);
        json.WriteString("judge_id", versions.JudgeId);
        json.WriteString("other_id", versions.OtherId);
        json.WriteString("counted", versions.ByKnownGrades ? "right" : "passed");
        json.WriteNumber("items", versions.Items);
        json.WriteNumber("hits", versions.Hits);
        json.WriteNumber("other_hits", versions.OtherHits);
        json.WriteNumber("gained", versions.Gained);
        json.WriteNumber("lost", versions.Lost);
        json.WriteNumberOrNull("p", versions.PValue);
        WriteTexts(json, "changed", versions.Changed);
    }

    private static void WriteBias(Utf8JsonWriter json, GradeBias bias)
    {
        json.WriteNumberOrNull("grade", bias.Grade);
        json.WriteNumber("labels", bias.Labels);
        json.WriteNumberOrNull("mean_score", bias.MeanScore);
        json.WriteNumberOrNull("bias", bias.Bias);
    }

    // Rows are the known grades, columns the judge's, both in the order of "grades".
    private static void WriteConfusion(Utf8JsonWriter json, JudgeSummary judge)
    {
        if (judge.Reliability?.Matrix is not { } matrix)
        {
            json.WriteNull("confusion");
            return;
        }

        json.WriteStartArray("confusion");
        for (int known = 0; known < matrix.Categories; known++)
        {
            json.WriteStartArray();
            for (int given = 0; given < matrix.Categories; given++)
            {
                json.WriteNumberValue(matrix[known, given]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteCorrected(Utf8JsonWriter json, CorrectedScore score)
    {
        json.WriteString("model", score.Model);
        json.WriteString("quantity", CorrectedWords.Key(score.Quantity));
        json.WriteNumberOrNull("raw", score.Raw);
        json.WriteNumberOrNull("estimate", score.Estimate);
        json.WriteNumberOrNull("low", score.Low);
        json.WriteNumberOrNull("high", score.High);
        json.WriteString("method", score.Method);
    }

    private static void WriteShare(Utf8JsonWriter json, string name, Proportion? share)
    {
        if (share is null)
        {
            json.WriteNull(name);
            return;
        }

        Interval interval = share.Interval();
        json.WriteStartObject(name);
        json.WriteNumber("share", share.Share);
        json.WriteNumber("low", interval.Low);
        json.WriteNumber("high", interval.High);
        json.WriteNumber("hits", share.Hits);
        json.WriteNumber("items", share.Items);
        json.WriteEndObject();
    }

    private static void WriteFailures(
        Utf8JsonWriter json, string name, IReadOnlyDictionary<JudgingFailure, int> failures)
    {
        json.WriteStartObject(name);
        foreach ((JudgingFailure failure, int count) in failures.OrderBy(pair => pair.Key))
        {
            json.WriteNumber(Verdict.NameOf(failure), count);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
