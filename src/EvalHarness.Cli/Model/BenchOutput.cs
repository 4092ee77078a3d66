using System.Text.Json;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Model;

/// <summary>Measured speeds of a model.</summary>
/// <param name="Threads">Threads that computed.</param>
/// <param name="PrefillTokens">Length of the prompt.</param>
/// <param name="DecodeTokens">Tokens decoded per sequence.</param>
/// <param name="PrefillTokensPerSecond">Prompt tokens per second.</param>
/// <param name="DecodeTokensPerSecond">Tokens per second of one sequence.</param>
/// <param name="Batch">Tokens per second of several sequences together.</param>
/// <param name="BytesPerToken">Bytes of weights that one decoded token reads.</param>
/// <param name="KeyValueBytesPerToken">Bytes of keys and values that are kept of one token.</param>
/// <param name="MemoryBytes">Memory of the engine.</param>
/// <param name="LoadSeconds">Time to load the model.</param>
internal sealed record BenchOutput(
    int Threads,
    int PrefillTokens,
    int DecodeTokens,
    double PrefillTokensPerSecond,
    double DecodeTokensPerSecond,
    IReadOnlyList<(int Sequences, double TokensPerSecond)> Batch,
    long BytesPerToken,
    long KeyValueBytesPerToken,
    long MemoryBytes,
    double LoadSeconds)
{
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
        json.WriteNumber("prefill_tokens_per_second", PrefillTokensPerSecond);
        json.WriteNumber("decode_tokens", DecodeTokens);
        json.WriteNumber("decode_tokens_per_second", DecodeTokensPerSecond);
        json.WriteStartArray("batch");
        foreach ((int sequences, double speed) in Batch)
        {
            json.WriteStartObject();
            json.WriteNumber("sequences", sequences);
            json.WriteNumber("tokens_per_second", speed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("bytes_per_token", BytesPerToken);
        json.WriteNumber("key_value_bytes_per_token", KeyValueBytesPerToken);
        json.WriteNumber("memory_bytes", MemoryBytes);
        json.WriteNumber("load_seconds", LoadSeconds);
        json.WriteEndObject();
    }

    private void WriteLines(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant($"load         {LoadSeconds,12:F3} s"));
        output.WriteLine(FormattableString.Invariant(
            $"prefill {PrefillTokens,4} {PrefillTokensPerSecond,12:F1} tokens/s"));
        output.WriteLine(FormattableString.Invariant(
            $"decode  {DecodeTokens,4} {DecodeTokensPerSecond,12:F1} tokens/s"));
        foreach ((int sequences, double speed) in Batch)
        {
            output.WriteLine(FormattableString.Invariant($"  {sequences,3} at once {speed,12:F1} tokens/s"));
        }

        output.WriteLine(FormattableString.Invariant($"weights      {BytesPerToken / 1e6,12:F1} MB per token"));
        output.WriteLine(FormattableString.Invariant(
            $"keys, values {KeyValueBytesPerToken / 1e3,12:F1} kB per token kept"));
        output.WriteLine(FormattableString.Invariant($"memory       {MemoryBytes / 1e6,12:F1} MB"));
        output.WriteLine(FormattableString.Invariant($"threads      {Threads,12}"));
    }
}
