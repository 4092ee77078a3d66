using System.Text.Json.Nodes;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Labels;

/// <summary>
/// The human labels of PandaLM's test set (three people, 999 pairs) and two judges' verdicts: published agreement, and
/// values of scikit-learn and of an independent implementation of α.
/// </summary>
public sealed class PandaLmTests
{
    private const double Tolerance = 1e-9;

    [SharedFixtureFact]
    public async Task ThePublishedKappasComeOut()
    {
        AgreementReport report = await ReadAsync();
        double[] published = [0.85, 0.88, 0.86];
        Assert.Equal(
            published, report.People.Select(pair => Math.Round(pair.Agreement.Kappa!.Value.Kappa, 2)));
        JsonNode expected = Expected();
        foreach ((RaterComparison pair, string name) in report.People.Zip(["1_2", "1_3", "2_3"]))
        {
            JsonNode values = expected[$"kappa_annotator{name}"]!;
            Assert.Equal((double)values["unweighted"]!, pair.Kappa(KappaWeights.Unweighted)!.Value.Kappa, Tolerance);
            Assert.Equal((double)values["linear"]!, pair.Kappa(KappaWeights.Linear)!.Value.Kappa, Tolerance);
            Assert.Equal((double)values["quadratic"]!, pair.Kappa(KappaWeights.Quadratic)!.Value.Kappa, Tolerance);
            Assert.Equal((double)values["percent_agreement"]!, pair.Same!.Share, Tolerance);
        }

        Assert.Equal((double)expected["krippendorff_nominal"]!, report.Ceiling!.Agreement.Alpha!.Value, Tolerance);
    }

    [SharedFixtureFact]
    public async Task JudgesAgreeWithMostPeopleAsPublished()
    {
        AgreementReport report = await ReadAsync();
        Assert.Equal(["gpt_3_5_turbo", "pandalm_7b"], report.Judges.Select(judge => judge.Second));
        JsonNode expected = Expected();
        foreach (RaterComparison judge in report.Judges)
        {
            JsonNode values = expected[$"{judge.Second}_vs_majority"]!;
            Assert.Equal((int)values["n"]!, judge.Items);
            Assert.Equal((double)values["kappa"]!, judge.Agreement.Kappa!.Value.Kappa, Tolerance);
            Assert.Equal((double)values["accuracy"]!, judge.Same!.Share, Tolerance);
            JsonArray rows = values["confusion_rows_majority_cols_model_labels_0_1_2"]!.AsArray();
            Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(
                (long)rows[i / 3]![i % 3]!, judge.Agreement.Confusion![i / 3, i % 3]));
        }

        Assert.Equal(0, report.Disputed);
    }

    private static Task<AgreementReport> ReadAsync() => AgreementFile.ReadAsync(
        SharedFixtures.Combine("pandalm", "labels.jsonl"),
        LabelFileFormat.JsonLines,
        new LabelColumns { Id = "idx", Raters = ["annotators", "gpt_3_5_turbo", "pandalm_7b"] },
        ["gpt_3_5_turbo", "pandalm_7b"],
        scale: null,
        passFrom: null,
        MeasurementLevel.Nominal,
        CancellationToken.None);

    private static JsonNode Expected() =>
        JsonNode.Parse(File.ReadAllText(SharedFixtures.Combine("pandalm", "expected.json")))!["expected"]!;
}
