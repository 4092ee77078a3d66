using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Model;

/// <summary>Measured speeds of a model.</summary>
/// <param name="Threads">Threads that computed.</param>
/// <param name="PrefillTokens">Length of the prompt.</param>
/// <param name="DecodeTokens">Tokens decoded per sequence.</param>
/// <param name="Prefill">Prompt tokens per second.</param>
/// <param name="FirstToken">Milliseconds from a question to its first token.</param>
/// <param name="Decode">Tokens per second of one sequence.</param>
/// <param name="Batch">Tokens per second of several sequences together.</param>
internal sealed record BenchOutput(
    int Threads,
    int PrefillTokens,
    int DecodeTokens,
    MeasuredSpeed Prefill,
    MeasuredSpeed FirstToken,
    MeasuredSpeed Decode,
    IReadOnlyList<(int Sequences, MeasuredSpeed Speed)> Batch)
{
    /// <summary>Bytes of weights that one decoded token reads; <c>null</c> when unknown.</summary>
    public long? BytesPerToken { get; init; }

    /// <summary>Bytes of keys and values that are kept of one token; <c>null</c> when unknown.</summary>
    public long? KeyValueBytesPerToken { get; init; }

    /// <summary>
    /// Memory of the embedded engine, or what the process grew by while a model folder was loaded and measured.
    /// </summary>
    public long MemoryBytes { get; init; }

    /// <summary>Time to load the model.</summary>
    public double LoadSeconds { get; init; }

    /// <summary>Prints the speeds, as JSON or as lines.</summary>
    public void Write(TextWriter output, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(output, WriteJson);
        }
        else
        {
            WriteLines(output);
        }
    }

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("threads", Threads);
        json.WriteNumber("prefill_tokens", PrefillTokens);
        Write(json, "prefill_tokens_per_second", Prefill);
        Write(json, "first_token_ms", FirstToken);
        json.WriteNumber("decode_tokens", DecodeTokens);
        Write(json, "decode_tokens_per_second", Decode);
        json.WriteStartArray("batch");
        foreach ((int sequences, MeasuredSpeed speed) in Batch)
        {
            json.WriteStartObject();
            json.WriteNumber("sequences", sequences);
            Write(json, "tokens_per_second", speed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumberOrNull("bytes_per_token", BytesPerToken);
        json.WriteNumberOrNull("key_value_bytes_per_token", KeyValueBytesPerToken);
        json.WriteNumber("memory_bytes", MemoryBytes);
        json.WriteNumber("load_seconds", LoadSeconds);
        json.WriteEndObject();
    }

    // The median under its own name; how far single repetitions lay from it beside it.
    private static void Write(Utf8JsonWriter json, string name, MeasuredSpeed speed)
    {
        json.WriteNumber(name, speed.Median);
        json.WriteStartObject(name + "_spread");
        json.WriteNumber("least", speed.Least);
        json.WriteNumber("most", speed.Most);
        json.WriteNumber("repetitions", speed.Repetitions);
        json.WriteEndObject();
    }

    private void WriteLines(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"load         {LoadSeconds,12:F3} s"));
        WriteLine(output, $"prefill {PrefillTokens,4}", Prefill, "tokens/s");
        WriteLine(output, "first token ", FirstToken, "ms");
        WriteLine(output, $"decode  {DecodeTokens,4}", Decode, "tokens/s");
        foreach ((int sequences, MeasuredSpeed speed) in Batch)
        {
            WriteLine(output, FormattableString.Invariant($"  {sequences,3} at once"), speed, "tokens/s");
        }

        if (BytesPerToken is { } weights)
        {
            output.WriteLine(FormattableString.Invariant($"weights      {weights / 1e6,12:F1} MB per token"));
        }

        if (KeyValueBytesPerToken is { } kept)
        {
            output.WriteLine(FormattableString.Invariant($"keys, values {kept / 1e3,12:F1} kB per token kept"));
        }

        output.WriteLine(FormattableString.Invariant($"memory       {MemoryBytes / 1e6,12:F1} MB"));
        output.WriteLine(FormattableString.Invariant($"threads      {Threads,12}"));
    }

    private static void WriteLine(TextWriter output, string name, MeasuredSpeed speed, string unit) =>
        output.WriteLine(FormattableString.Invariant($"{name} {speed.Median,12:F1} {unit}")
            + FormattableString.Invariant($" ({speed.Least:F1} to {speed.Most:F1} in {speed.Repetitions})"));
}
