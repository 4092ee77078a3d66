using System.Text.Json;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// A metric that a program of the user's computes: one JSON object a line in, <c>{"id", "input", "output", "targets",
/// "choices", "fields"}</c>, and one out, <c>{"id", "value": number or null, "reason"?}</c>, in the same order. The
/// program is started with the first sample and ended with the run. Thread-safe: samples are scored one by one.
/// </summary>
/// <param name="definition">Its name and how its values are to be read.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="timeout">Longest wait for a line.</param>
internal sealed class ProcessMetric(MetricDefinition definition, ProgramCommand command, TimeSpan timeout)
    : ICustomMetric
{
    private readonly JsonLinesProgram _program = new(command);

    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <inheritdoc/>
    public string Sha256 => command.Sha256;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (output.Error is not null)
        {
            return FaultyScore.Create(
                sample, definition, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output));
        }

        try
        {
            return Read(
                _program.AskAsync(sample.Id, json => Write(json, sample, output), timeout, CancellationToken.None)
                    .GetAwaiter().GetResult(),
                sample);
        }
        catch (ProgramException failure)
        {
            return CustomScore.Missing(sample, definition, failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _program.Dispose();

    private Score Read(JsonElement answer, Sample sample) =>
        answer.TryGetProperty("value", out JsonElement value)
            && value.ValueKind is JsonValueKind.Number or JsonValueKind.Null
            ? CustomScore.Check(
                new(
                    sample.Id, definition.Name, value.ValueKind == JsonValueKind.Null ? null : value.GetDouble(),
                    answer.TextOf("reason")),
                definition)
            : CustomScore.Missing(sample, definition, "the program's line has no \"value\", a number or null");

    private static void Write(Utf8JsonWriter json, Sample sample, ModelOutput output)
    {
        json.WriteString("input", sample.Input);
        json.WriteString("output", output.Text);
        json.WriteString("finish_reason", output.FinishReason);
        json.WriteList("targets", sample.Targets);
        json.WriteList("choices", sample.Choices);
        json.WriteMap("fields", sample.Fields);
    }
}
