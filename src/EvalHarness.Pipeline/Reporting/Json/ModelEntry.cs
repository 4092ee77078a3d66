using System.Text.Json.Serialization;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A model: what repeats exactly first, measured times after it.</summary>
internal sealed class ModelEntry(ModelSummary model)
{
    public string Provider => model.Provider;

    public string? Description => model.Description;

    public long? FileBytes => model.FileBytes;

    public double? BitsPerWeight => model.BitsPerWeight;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IEnumerable<WeightTypeCount>? Types => model.Types;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EffectiveTypes => model.EffectiveTypes;

    public string? WeightsSha256 => model.WeightsSha256;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool VariesByProcessor => model.VariesByProcessor;

    public int Outputs => model.Outputs;

    public int Errors => model.Errors;

    public long? InputTokens => model.InputTokens;

    public long? OutputTokens => model.OutputTokens;

    public double? Perplexity => model.Perplexity;

    public FidelityEntry? Fidelity => model.Fidelity is { } fidelity ? new(fidelity) : null;

    public double? TimeToFirstTokenMsP50 => model.Timings.TimeToFirstTokenMsP50;

    public double? TimeToFirstTokenMsP95 => model.Timings.TimeToFirstTokenMsP95;

    public double? MsPerTokenP50 => model.Timings.MsPerTokenP50;

    public double? MsPerTokenP95 => model.Timings.MsPerTokenP95;

    public double? TokensPerSecond => model.Timings.TokensPerSecond;

    public double? SamplesPerSecond => model.Timings.SamplesPerSecond;

    public long? PeakMemoryBytes => model.Timings.PeakMemoryBytes;

    public double? LoadSeconds => model.Timings.LoadSeconds;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimingsNote => TimingWords.Note(model);
}
