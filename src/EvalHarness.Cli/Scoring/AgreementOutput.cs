using System.Globalization;
using System.Text;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Scoring;

/// <summary>Prints the agreement of raters, as lines of tab-separated columns or as JSON.</summary>
internal static class AgreementOutput
{
    /// <summary>One line per figure, <c>undefined</c> where there is none, then the counts of two raters.</summary>
    public static void WriteText(TextWriter output, RaterAgreement agreement)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"n\t{agreement.Items}\n");
        foreach ((string name, double? value) in Figures(agreement))
        {
            string shown = value?.ToString("0.000000", CultureInfo.InvariantCulture) ?? "undefined";
            text.Append(name).Append('\t').Append(shown).Append('\n');
        }

        if (agreement.Confusion is { } matrix)
        {
            string[] labels = [.. agreement.Labels.Select(Terminal.Printable)];
            text.Append("confusion\t").AppendJoin('\t', labels).Append('\n');
            for (int row = 0; row < matrix.Categories; row++)
            {
                text.Append(labels[row]).Append('\t').AppendJoin('\t', Row(matrix, row)).Append('\n');
            }
        }

        output.Write(text);
    }

    /// <summary>
    /// <c>{"n", "percent_agreement", "kappa", …, "labels", "confusion": [[…]]}</c>; <c>null</c> where undefined.
    /// </summary>
    public static void WriteJson(TextWriter output, RaterAgreement agreement) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("n", agreement.Items);
        foreach ((string name, double? value) in Figures(agreement))
        {
            if (value is { } defined)
            {
                json.WriteNumber(name, defined);
            }
            else
            {
                json.WriteNull(name);
            }
        }

        WriteConfusion(json, agreement);
        json.WriteEndObject();
    });

    private static (string Name, double? Value)[] Figures(RaterAgreement agreement) =>
    [
        ("percent_agreement", agreement.PercentAgreement),
        ("kappa", agreement.Kappa?.Kappa),
        ("kappa_se", agreement.Kappa?.StandardError),
        ("kappa_low", agreement.KappaInterval?.Low),
        ("kappa_high", agreement.KappaInterval?.High),
        ("mean_pairwise_kappa", agreement.PairwiseKappa),
        ("fleiss_kappa", agreement.Chance.FleissKappa),
        ("gwet_ac1", agreement.Chance.GwetAc1),
        ("gwet_ac2", agreement.Chance.GwetAc2),
        ("alpha", agreement.Alpha),
        ("alpha_low", agreement.AlphaInterval?.Low),
        ("alpha_high", agreement.AlphaInterval?.High),
        ("pearson", agreement.Pearson),
        ("spearman", agreement.Spearman),
        ("kendall_tau_b", agreement.KendallTauB),
    ];

    private static void WriteConfusion(Utf8JsonWriter json, RaterAgreement agreement)
    {
        if (agreement.Confusion is not { } matrix)
        {
            json.WriteNull("labels");
            json.WriteNull("confusion");
            return;
        }

        json.WriteTexts("labels", agreement.Labels);
        json.WriteStartArray("confusion");
        for (int row = 0; row < matrix.Categories; row++)
        {
            json.WriteStartArray();
            foreach (long count in Row(matrix, row))
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<long> Row(ConfusionMatrix matrix, int row) =>
        Enumerable.Range(0, matrix.Categories).Select(column => matrix[row, column]);
}
