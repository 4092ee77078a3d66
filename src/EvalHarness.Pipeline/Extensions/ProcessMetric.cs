using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// A metric that a program of the user's computes: one JSON object a line in, <c>{"id", "input", "output", "targets",
/// "choices", "fields"}</c>, and one out, <c>{"id", "value": number or null, "reason"?}</c>, in the same order. The
/// program is started with the first sample and ended with the run. Thread-safe: samples are scored one by one.
/// </summary>
/// <param name="definition">Its name and how its values are to be read.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="folder">Working directory.</param>
/// <param name="timeout">Longest wait for a line.</param>
/// <param name="sha256">Hash of the command and the files that it names.</param>
internal sealed class ProcessMetric(
    MetricDefinition definition, IReadOnlyList<string> command, string folder, TimeSpan timeout, string sha256)
    : ICustomMetric
{
    private const int LongestLine = 1 << 20;
    private const int MostFailures = 3;

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _turn = new();
    private Process? _process;
    private int _failures;

    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <inheritdoc/>
    public string Sha256 => sha256;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        if (output.Error is not null)
        {
            return FaultyScore.Create(
                sample, definition, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output));
        }

        lock (_turn)
        {
            if (_failures >= MostFailures)
            {
                return CustomScore.Missing(
                    sample, definition, FormattableString.Invariant($"the program failed {MostFailures} times"));
            }

            try
            {
                string answer = Ask(Write(sample, output));
                _failures = 0;
                return Read(answer, sample);
            }
            catch (Exception failure) when (failure is IOException or InvalidOperationException
                or System.ComponentModel.Win32Exception or TimeoutException)
            {
                _failures++;
                End(TimeSpan.Zero);
                return CustomScore.Missing(sample, definition, failure is TimeoutException
                    ? FormattableString.Invariant($"the program gave no line within {timeout.TotalSeconds} s")
                    : "the program ended, or could not be started");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            End(s_grace);
        }
    }

    // A program that reads nothing holds the writer up, and no token ends a write to a pipe: the process' end does.
    private string Ask(string line)
    {
        Process process = _process ??= Start();
        return Task.Run(() => AskAsync(process, line)).WaitAsync(timeout).GetAwaiter().GetResult()
            ?? throw new IOException();
    }

    private static async Task<string?> AskAsync(Process process, string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await BoundedLine.ReadAsync(process.StandardOutput, LongestLine);
    }

    private Process Start()
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        return Process.Start(start) ?? throw new InvalidOperationException();
    }

    private Score Read(string line, Sample sample)
    {
        try
        {
            JsonElement answer = JsonElement.Parse(line);
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("value", out JsonElement value)
                || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null))
            {
                return CustomScore.Missing(sample, definition, "the program's line has no \"value\", a number or null");
            }

            if (!answer.TryGetProperty("id", out JsonElement id) || id.ValueKind != JsonValueKind.String
                || id.GetString() != sample.Id)
            {
                return CustomScore.Missing(sample, definition, "the program's line has another \"id\"");
            }

            string? reason = answer.TryGetProperty("reason", out JsonElement why)
                && why.ValueKind == JsonValueKind.String ? why.GetString() : null;
            double? given = value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();
            return CustomScore.Check(new(sample.Id, definition.Name, given, reason), definition);
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return CustomScore.Missing(sample, definition, "the program's line is not JSON");
        }
    }

    private static string Write(Sample sample, ModelOutput output)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_json))
        {
            json.WriteStartObject();
            json.WriteString("id", sample.Id);
            json.WriteString("input", sample.Input);
            json.WriteString("output", output.Text);
            json.WriteString("finish_reason", output.FinishReason);
            WriteList(json, "targets", sample.Targets);
            WriteList(json, "choices", sample.Choices);
            json.WriteStartObject("fields");
            foreach ((string name, string value) in sample.Fields)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void End(TimeSpan grace)
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        using (process)
        {
            try
            {
                if (grace > TimeSpan.Zero)
                {
                    process.StandardInput.Close();
                }

                if (!process.WaitForExit(grace))
                {
                    process.Kill(entireProcessTree: true);
                }
            }
            catch (Exception ended) when (ended is InvalidOperationException or IOException
                or System.ComponentModel.Win32Exception)
            {
                // It has ended already.
            }
        }
    }
}
