using System.Text.Json;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

/// <summary>Three people and two judge models on 999 answers (PandaLM), against scikit-learn and nltk.</summary>
public sealed class PandaLmTests
{
    private const double Tolerance = 1e-9;

    [SharedFixtureFact]
    public void PeopleAgreeAsPublished()
    {
        JsonElement expected = Expected();
        double?[][] people = [Annotator(0), Annotator(1), Annotator(2)];
        foreach ((int first, int second) in new[] { (0, 1), (0, 2), (1, 2) })
        {
            ConfusionMatrix matrix = Matrix(people[first], people[second]);
            JsonElement pair = expected.GetProperty($"kappa_annotator{first + 1}_{second + 1}");
            Assert.Equal(pair.GetProperty("percent_agreement").GetDouble(), matrix.PercentAgreement!.Value, Tolerance);
            foreach (KappaWeights weights in Enum.GetValues<KappaWeights>())
            {
                double kappa = pair.GetProperty(weights.ToString().ToLowerInvariant()).GetDouble();
                Assert.Equal(kappa, WeightedKappa.From(matrix, weights)!.Value.Kappa, Tolerance);
            }
        }

        Assert.Equal(
            expected.GetProperty("krippendorff_nominal").GetDouble(),
            KrippendorffAlpha.From(people, MeasurementLevel.Nominal)!.Value,
            Tolerance);
    }

    [SharedFixtureTheory]
    [InlineData("gpt_3_5_turbo")]
    [InlineData("pandalm_7b")]
    public void JudgesAgreeWithTheMajorityAsComputedElsewhere(string judge)
    {
        JsonElement expected = Expected().GetProperty(judge + "_vs_majority");
        ConfusionMatrix matrix = Matrix(Column("majority"), Column(judge));
        Assert.Equal(expected.GetProperty("n").GetInt64(), matrix.Total);
        Assert.Equal(expected.GetProperty("kappa").GetDouble(), WeightedKappa.From(matrix)!.Value.Kappa, Tolerance);
        Assert.Equal(expected.GetProperty("accuracy").GetDouble(), matrix.PercentAgreement!.Value, Tolerance);
        JsonElement counts = expected.GetProperty("confusion_rows_majority_cols_model_labels_0_1_2");
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                Assert.Equal(counts[row][column].GetInt64(), matrix[row, column]);
            }
        }
    }

    private static ConfusionMatrix Matrix(double?[] first, double?[] second)
    {
        int[] both = [.. Enumerable.Range(0, first.Length).Where(i => first[i] is not null && second[i] is not null)];
        int[] rows = [.. both.Select(i => (int)first[i]!.Value)];
        return ConfusionMatrix.From(rows, [.. both.Select(i => (int)second[i]!.Value)], categories: 3);
    }

    private static double?[] Annotator(int index) =>
        [.. Rows().Select(row => Value(row.GetProperty("annotators")[index]))];

    private static double?[] Column(string name) => [.. Rows().Select(row => Value(row.GetProperty(name)))];

    private static double? Value(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    private static JsonElement Expected() =>
        JsonDocument.Parse(File.ReadAllText(SharedFixtures.Combine("pandalm", "expected.json")))
            .RootElement.GetProperty("expected");

    private static IEnumerable<JsonElement> Rows() => File.ReadLines(SharedFixtures.Combine("pandalm", "labels.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement);
}
