using System.Buffers;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>
/// One JSON object a line for each output, with its sample, scores and verdicts. Missing values are <c>null</c>;
/// invisible characters are escaped, so that text stays as it was and no terminal obeys it.
/// </summary>
internal sealed class JsonLinesExport : IRunExportFormat
{
    private static readonly JsonWriterOptions s_options = JsonFields.Options with { Indented = false };

    public string Name => "jsonl";

    public async Task WriteAsync(
        string run, IAsyncEnumerable<ExportedOutput> outputs, TextWriter writer, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> line = new();
        await using Utf8JsonWriter json = new(line, s_options);
        await foreach (ExportedOutput output in outputs.WithCancellation(cancellationToken))
        {
            line.ResetWrittenCount();
            json.Reset();
            json.WriteStartObject();
            WriteFields(json, run, output);
            json.WriteEndObject();
            json.Flush();
            await writer.WriteAsync(Encoding.UTF8.GetString(line.WrittenSpan));
            await writer.WriteAsync('\n');
        }
    }

    private static void WriteFields(Utf8JsonWriter json, string run, ExportedOutput exported)
    {
        json.WriteString("run", run);
        json.WriteString("task", exported.Task);
        json.WriteNumberOrNull("ordinal", (long?)(exported.Sample?.Ordinal ?? exported.Output?.Ordinal));
        json.WriteString("sample_id", exported.SampleId);
        json.WriteObjectOrNull("sample", exported.Sample?.Sample, WriteSample);
        json.WriteString("prompt", exported.Sample?.Prompt);
        json.WriteString("model", exported.Output?.Model);
        json.WriteObjectOrNull("output", exported.Output?.Output, WriteOutput);
        json.WriteObjects("scores", exported.Output?.Scores ?? [], WriteScore);
        json.WriteObjects("verdicts", exported.Verdicts, JsonVerdict.WriteFields);
    }

    private static void WriteSample(Utf8JsonWriter json, Sample sample)
    {
        json.WriteString("input", sample.Input);
        if (sample.Messages.Count > 0)
        {
            json.WriteObjects("messages", sample.Messages, (messages, message) =>
            {
                messages.WriteString("role", message.Role);
                messages.WriteString("content", message.Content);
            });
        }

        json.WriteTexts("targets", sample.Targets);
        json.WriteTexts("choices", sample.Choices);
        json.WriteString("group", sample.Group);
        json.WriteTexts("tags", sample.Tags);
        json.WriteStartObject("fields");
        foreach ((string name, string value) in sample.Fields)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteObjects("candidates", sample.Candidates, (candidates, candidate) =>
        {
            candidates.WriteString("id", candidate.Id);
            candidates.WriteString("text", candidate.Text);
        });
        json.WriteStartObject("relevance");
        foreach ((string id, int grade) in sample.Relevance)
        {
            json.WriteNumber(id, grade);
        }

        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, ModelOutput output)
    {
        json.WriteString("text", output.Text);
        json.WriteString("reasoning", output.Reasoning);
        if (output.Ranking is { } ranking)
        {
            json.WriteObjects("ranking", ranking.Candidates, (places, place) =>
            {
                places.WriteString("id", place.Id);
                places.WriteNumberOrNull("score", place.Score);
            });
        }
        else
        {
            json.WriteNull("ranking");
        }

        json.WriteString("finish_reason", output.FinishReason);
        json.WriteObjectOrNull("error", output.Error, (error, value) =>
        {
            error.WriteString("stage", value.Stage);
            error.WriteString("message", value.Message);
        });
        json.WriteObjectOrNull("target_log_likelihood", output.TargetLogLikelihood, WriteLikelihood);
        json.WriteObjectOrNull("own_log_likelihood", output.OwnLogLikelihood, WriteLikelihood);
        json.WriteNumberOrNull("alternatives_mass", output.AlternativesMass);
        JsonVerdict.WriteUsage(json, output.Usage);
        json.WriteNumberOrNull("time_to_first_token_ms", output.Usage.TimeToFirstTokenMs);
    }

    private static void WriteLikelihood(Utf8JsonWriter json, LogLikelihood likelihood)
    {
        json.WriteNumberOrNull("sum", likelihood.Sum);
        json.WriteNumber("tokens", likelihood.Tokens);
    }

    private static void WriteScore(Utf8JsonWriter json, Score score)
    {
        json.WriteString("metric", score.Metric);
        json.WriteNumberOrNull("value", score.Value);
        json.WriteNumberOrNull("weight", score.Weight);
        json.WriteString("fault", score.Fault is { } fault ? ScoreFaults.NameOf(fault) : null);
        json.WriteString("reason", score.Reason);
    }
}
