using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>What the program that recorded an output says of it.</summary>
/// <param name="definition">Its name here, and how its values are to be read.</param>
/// <param name="recorded">Its name there.</param>
internal sealed class RecordedMetric(MetricDefinition definition, string recorded) : ICustomMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <summary>Its name in the recorded file.</summary>
    public string Recorded => recorded;

    /// <inheritdoc/>
    public string Sha256 { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("recorded\n" + recorded)));

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(output);
        return output.Error is not null
            ? FaultyScore.Create(
                sample, definition, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output))
            : output.RecordedScores.TryGetValue(recorded, out double value)
            ? CustomScore.Check(new(sample.Id, definition.Name, value), definition)
            : CustomScore.Missing(sample, definition, $"the file has no number for {recorded}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
