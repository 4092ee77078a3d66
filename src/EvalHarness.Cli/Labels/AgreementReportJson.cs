using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Labels;

/// <summary>Prints agreement as one JSON document; what is not defined is <c>null</c>.</summary>
internal static class AgreementReportJson
{
    /// <summary><c>{"questions": [{…}]}</c>.</summary>
    public static void Write(TextWriter output, IReadOnlyList<AgreementReport> reports) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteObjects("questions", reports, WriteReport);
            json.WriteEndObject();
        });

    private static void WriteReport(Utf8JsonWriter json, AgreementReport report)
    {
        json.WriteString("run", report.Run);
        json.WriteString("task", report.Task);
        json.WriteString("part", report.Part is { } part ? AgreementReportText.NameOf(part) : null);
        json.WriteBoolean("drawn", report.IsDrawn);
        json.WriteNumber("items", report.Items);
        json.WriteNumber("labels", report.Labels);
        json.WriteNumber("disputed", report.Disputed);
        json.WriteNumber("excluded", report.Excluded);
        json.WriteNumberOrNull("sealed_looks", (long?)report.SealedLooks);
        json.WriteTexts("grades", report.Menu.Grades);
        json.WriteNumber("pass_from", report.PassFrom);
        json.WriteString("level", report.Level.ToString().ToLowerInvariant());
        json.WriteObjects("judges", report.Judges, WriteComparison);
        json.WriteObjects("by_labeller", report.ByLabeller, WriteComparison);
        json.WriteObjects("people", report.People, WriteComparison);
        json.WriteObjectOrNull("ceiling", report.Ceiling, WriteCeiling);
        json.WriteObjects("baselines", report.Baselines, WriteBaseline);
        json.WriteObjects("slices", report.Slices, (slice, one) =>
        {
            slice.WriteString("slice", one.Slice);
            WriteComparison(slice, one.Comparison);
        });
        json.WriteObjects("versions", report.Versions, WriteVersions);
    }

    private static void WriteComparison(Utf8JsonWriter json, RaterComparison compared)
    {
        json.WriteString("first", compared.First);
        json.WriteString("second", compared.Second);
        json.WriteNumber("items", compared.Items);
        json.WriteNumber("unscored", compared.Unscored);
        WriteProportion(json, "percent_agreement", compared.Same);
        WriteProportion(json, "same_outcome", compared.SameOutcome);
        json.WriteString("weights", compared.Weights.ToString().ToLowerInvariant());
        WriteKappa(json, "kappa", compared.Agreement.Kappa);
        WriteKappa(json, "kappa_unweighted", compared.Kappa(KappaWeights.Unweighted));
        WriteKappa(json, "kappa_linear", compared.Kappa(KappaWeights.Linear));
        WriteKappa(json, "kappa_quadratic", compared.Kappa(KappaWeights.Quadratic));
        json.WriteNumberOrNull("alpha", compared.Agreement.Alpha);
        WriteInterval(json, "alpha", compared.Agreement.AlphaInterval);
        WriteProportion(json, "true_positive_rate", compared.TruePositives);
        WriteProportion(json, "true_negative_rate", compared.TrueNegatives);
        json.WriteStartArray("confusion");
        for (int row = 0; compared.Agreement.Confusion is { } matrix && row < matrix.Categories; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column < matrix.Categories; column++)
            {
                json.WriteNumberValue(matrix[row, column]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteCeiling(Utf8JsonWriter json, PeopleAgreement people)
    {
        json.WriteTexts("labellers", people.Labellers);
        json.WriteNumber("items", people.Agreement.Items);
        json.WriteNumberOrNull("percent_agreement", people.Agreement.PercentAgreement);
        WriteInterval(json, "percent_agreement", people.Percent);
        json.WriteNumberOrNull("mean_kappa", people.MeanKappa);
        json.WriteNumberOrNull("alpha", people.Agreement.Alpha);
        WriteInterval(json, "alpha", people.Agreement.AlphaInterval);
    }

    private static void WriteBaseline(Utf8JsonWriter json, AgreementBaseline baseline)
    {
        json.WriteString("name", baseline.Name);
        json.WriteString("of", baseline.Of);
        WriteProportion(json, "right", baseline.Right);
        json.WriteStartObject("judges");
        foreach ((string judge, Proportion? right) in baseline.Judges.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            json.WriteNumberOrNull(judge, right?.Share);
        }

        json.WriteEndObject();
    }

    private static void WriteVersions(Utf8JsonWriter json, JudgeVersions versions)
    {
        json.WriteString("judge", versions.Judge);
        json.WriteString("version", versions.JudgeId);
        json.WriteString("other", versions.OtherId);
        json.WriteNumber("items", versions.Items);
        json.WriteNumber("right", versions.Hits);
        json.WriteNumber("other_right", versions.OtherHits);
        json.WriteNumber("only_version_right", versions.Gained);
        json.WriteNumber("only_other_right", versions.Lost);
        json.WriteNumber("mcnemar_p", versions.PValue);
        json.WriteTexts("changed", versions.Changed);
    }

    private static void WriteKappa(Utf8JsonWriter json, string name, WeightedKappa? kappa)
    {
        json.WriteNumberOrNull(name, kappa?.Kappa);
        WriteInterval(json, name, kappa?.Interval());
    }

    private static void WriteProportion(Utf8JsonWriter json, string name, Proportion? proportion)
    {
        json.WriteNumberOrNull(name, proportion?.Share);
        WriteInterval(json, name, proportion?.Interval());
        json.WriteNumberOrNull(name + "_items", (long?)proportion?.Items);
    }

    private static void WriteInterval(Utf8JsonWriter json, string name, Interval? interval)
    {
        json.WriteNumberOrNull(name + "_low", interval?.Low);
        json.WriteNumberOrNull(name + "_high", interval?.High);
    }
}
