using System.Text.Json;
using EvalHarness.Fidelity;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Slices, and how divergence and loss go together, as JSON fields.</summary>
internal static class JsonSlices
{
    /// <summary>A slice's change, with what other metrics say of the same samples.</summary>
    public static void WriteChange(Utf8JsonWriter json, SliceChange change)
    {
        json.WriteString("candidate", change.Candidate);
        json.WriteString("metric", change.Metric);
        json.WriteString("dimension", change.Dimension);
        json.WriteString("value", change.Value);
        json.WriteNumber("pairs", change.Pairs);
        json.WriteNumber("lost", change.Lost);
        json.WriteNumberOrNull("change", change.Change);
        json.WriteNumberOrNull("low", change.Low);
        json.WriteNumberOrNull("high", change.High);
        json.WriteNumberOrNull("change_elsewhere", change.Elsewhere);
        json.WriteObjects("joined", change.Joined, WriteMean);
    }

    /// <summary>A link's fields.</summary>
    public static void WriteLink(Utf8JsonWriter json, DivergenceLink link)
    {
        json.WriteString("candidate", link.Candidate);
        json.WriteString("metric", link.Metric);
        json.WriteNumber("samples", link.Samples);
        json.WriteNumber("lost", link.Lost);
        json.WriteNumberOrNull("mean_kl_divergence_where_lost", link.DivergenceWhereLost);
        json.WriteNumberOrNull("mean_kl_divergence_elsewhere", link.DivergenceElsewhere);
        json.WriteNumberOrNull("spearman", link.RankCorrelation);
    }

    private static void WriteMean(Utf8JsonWriter json, SliceMean mean)
    {
        json.WriteString("metric", mean.Metric);
        json.WriteNumberOrNull("delta", mean.Change);
        json.WriteNumber("pairs", mean.Pairs);
    }
}
