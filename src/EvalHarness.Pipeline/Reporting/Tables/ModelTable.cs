using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Runs.ModelSummary>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>What every model weighs and how fast it is.</summary>
internal static class ModelTable
{
    /// <summary>A row for each model, the baseline first.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        long? baseline = report.Models.FirstOrDefault(model => model.Name == report.Baseline)?.FileBytes;
        return ReportTable.Create("Size and speed", report.Models,
        [
            Name("Model", model => TypeWords.Label(model.Name, model.EffectiveTypes)),
            Bar("File", model => model.FileBytes, model => Bytes(model.FileBytes)),
            Number("Of base", model => Percent((double?)model.FileBytes / baseline)),
            Bar("Bits per weight", model => model.BitsPerWeight, model => Bits(model.BitsPerWeight)),
            Bar("Perplexity", model => model.Perplexity, model => Perplexity(model.Perplexity)),
            Bar("Tokens/s", model => model.Timings.TokensPerSecond, model => Measure(model.Timings.TokensPerSecond)),
            Bar("Peak memory", model => model.Timings.PeakMemoryBytes, model => Bytes(model.Timings.PeakMemoryBytes)),
            Number("First token, ms", model => Spread(
                model.Timings.TimeToFirstTokenMsP50, model.Timings.TimeToFirstTokenMsP95)).AsDetail()
                .Means("median and 95th percentile"),
            Number("Per token, ms", model => Spread(model.Timings.MsPerTokenP50, model.Timings.MsPerTokenP95))
                .AsDetail().Means("likewise"),
            Number("Samples/s", model => Measure(model.Timings.SamplesPerSecond)).AsDetail(),
            Prose("What it is", model => model.Description ?? model.Provider).AsDetail(),
        ]) with
        {
            Notes =
            [
                .. report.Models.Where(model => model.VariesByProcessor).Select(model =>
                    $"{model.Name}: answered by {model.Provider}, so its rows may differ by processor and "
                        + (model.Provider == "llama.cpp" ? "\"sequences\", the rows of a batch." : "batch.")),
                .. TimingWords.Notes(report),
            ],
        };
    }

    private static string Spread(double? median, double? tail) => $"{Measure(median)} / {Measure(tail)}";
}
