using System.Text.Json;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Statistics;

/// <summary>Values of scipy, scikit-learn and nltk, see the README beside the file.</summary>
public sealed class AgreementFixtureTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Krippendorff => Ids("krippendorff");

    public static TheoryData<string> Kappa => Ids("cohen_kappa");

    public static TheoryData<string> Correlations => Ids("correlation");

    [Theory]
    [MemberData(nameof(Krippendorff))]
    public void AlphaEqualsTheFixture(string id)
    {
        JsonElement found = Case("krippendorff", id);
        JsonElement[][] raters = [.. found.GetProperty("data_raters_x_units").EnumerateArray()
            .Select(rater => rater.EnumerateArray().ToArray())];
        List<string> labels = Labels(raters.SelectMany(rater => rater));
        double?[][] ratings = [.. raters.Select(rater => rater.Select(value => Number(value, labels)).ToArray())];
        foreach (JsonProperty expected in found.GetProperty("expected").EnumerateObject())
        {
            if (Enum.TryParse(expected.Name, ignoreCase: true, out MeasurementLevel level))
            {
                AssertEqual(expected.Value, KrippendorffAlpha.From(ratings, level));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kappa))]
    public void KappaEqualsTheFixture(string id)
    {
        JsonElement found = Case("cohen_kappa", id);
        JsonElement[] first = [.. found.GetProperty("rater_a").EnumerateArray()];
        JsonElement[] second = [.. found.GetProperty("rater_b").EnumerateArray()];
        JsonElement given = found.GetProperty("labels");
        List<string> labels = given.ValueKind == JsonValueKind.Null
            ? Labels([.. first, .. second])
            : [.. given.EnumerateArray().Select(label => label.ToString())];
        ConfusionMatrix matrix = ConfusionMatrix.From(Indices(first, labels), Indices(second, labels), labels.Count);
        JsonElement expected = found.GetProperty("expected");
        AssertEqual(expected.GetProperty("percent_agreement"), matrix.PercentAgreement);
        foreach (KappaWeights weights in Enum.GetValues<KappaWeights>())
        {
            string name = weights.ToString().ToLowerInvariant();
            AssertEqual(expected.GetProperty(name), WeightedKappa.From(matrix, weights)?.Kappa);
        }
    }

    [Theory]
    [MemberData(nameof(Correlations))]
    public void CorrelationsEqualTheFixture(string id)
    {
        JsonElement found = Case("correlation", id);
        double[] x = [.. found.GetProperty("x").EnumerateArray().Select(value => value.GetDouble())];
        double[] y = [.. found.GetProperty("y").EnumerateArray().Select(value => value.GetDouble())];
        JsonElement expected = found.GetProperty("expected");
        AssertEqual(expected.GetProperty("pearson"), Correlation.Pearson(x, y));
        AssertEqual(expected.GetProperty("spearman"), Correlation.Spearman(x, y));
        AssertEqual(expected.GetProperty("kendall_tau_b"), Correlation.KendallTauB(x, y));
    }

    private static void AssertEqual(JsonElement expected, double? actual)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Equal(expected.GetDouble(), actual!.Value, Tolerance);
        }
    }

    private static int[] Indices(JsonElement[] values, List<string> labels) =>
        [.. values.Select(value => labels.IndexOf(value.ToString()))];

    private static double? Number(JsonElement value, List<string> labels) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDouble(),
        _ => labels.IndexOf(value.GetString()!),
    };

    private static List<string> Labels(IEnumerable<JsonElement> values) =>
        [.. values.Where(value => value.ValueKind != JsonValueKind.Null)
            .Select(value => value.ToString()).Distinct().Order(StringComparer.Ordinal)];

    private static TheoryData<string> Ids(string kind) => new(Cases().Where(found => IsKind(found, kind))
        .Select(found => found.GetProperty("id").GetString()!));

    private static JsonElement Case(string kind, string id) =>
        Cases().Single(found => IsKind(found, kind) && found.GetProperty("id").GetString() == id);

    private static bool IsKind(JsonElement found, string kind) => found.GetProperty("kind").GetString() == kind;

    private static IEnumerable<JsonElement> Cases() => File.ReadLines(Fixture.Combine("agreement", "cases.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement);
}
