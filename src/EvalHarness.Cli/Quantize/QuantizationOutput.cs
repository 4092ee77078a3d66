using System.Globalization;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Reporting.Json;
using Spectre.Console;

namespace EvalHarness.Cli.Quantize;

/// <summary>Prints what a quantizer made, the tensors that lost most first.</summary>
internal static class QuantizationOutput
{
    private const int ShownTensors = 8;

    /// <summary>Prints for people.</summary>
    public static void WriteText(Terminal terminal, string output, QuantizationResult result)
    {
        double ratio = (double)result.FileBytes / result.SourceFileBytes;
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"{Terminal.Printable(output)}: {ByteSize.Write(result.FileBytes)}, {ratio:P1} of the source, ")
            + FormattableString.Invariant($"{result.BitsPerWeight:0.00} bits per weight, ")
            + FormattableString.Invariant($"{result.Elapsed.TotalSeconds:0.0} s, ")
            + $"{ByteSize.Write(Environment.WorkingSet)} of memory at the end"
            + FormattableString.Invariant($"{(result.ZeroShare >= 0.1 ? $", {result.ZeroShare:P1} zeros" : "")}"));
        foreach (IGrouping<string, QuantizedTensor> fallback in result.Fallbacks.GroupBy(tensor => tensor.Fallback!))
        {
            string types = string.Join(", ", fallback.Select(t => t.Type).Distinct());
            terminal.Output.WriteLine(FormattableString.Invariant(
                $"{fallback.Count()} tensors in {types} instead: {fallback.Key}"));
        }

        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns("tensor", "type");
        table.AddColumn(new TableColumn("mean squared error").RightAligned());
        table.AddColumn(new TableColumn("signal to noise").RightAligned());
        table.AddColumn(new TableColumn("largest error").RightAligned());
        table.AddColumn(new TableColumn("bits").RightAligned());
        table.AddColumn(new TableColumn("time").RightAligned());
        foreach (QuantizedTensor tensor in WorstFirst(result).Take(ShownTensors))
        {
            table.AddRow(
                Markup.Escape(Terminal.Printable(tensor.Name)),
                tensor.Type,
                tensor.MeanSquaredError.ToString("0.00e+00", CultureInfo.InvariantCulture),
                tensor.SignalToNoiseDecibels is { } decibels
                    ? decibels.ToString("0.0 dB", CultureInfo.InvariantCulture)
                    : "exact",
                tensor.MaximumError.ToString("0.00e+00", CultureInfo.InvariantCulture),
                tensor.BitsPerWeight.ToString("0.00", CultureInfo.InvariantCulture),
                tensor.Elapsed.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture));
        }

        terminal.Results.Write(table);
    }

    /// <summary>What a second rounding means, after the model's name; <c>null</c> for a first one.</summary>
    public static string? DescribeLoss(QuantizationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.QuantizedSourceTypes is not { Count: > 0 } types)
        {
            return null;
        }

        string source = $"is quantized already ({string.Join(", ", types)}), so what that lost stays lost";
        return result.Tensors.All(tensor => tensor.MeanSquaredError == 0)
            ? $"{source}; {result.Type} holds its weights exactly."
            : $"{source}, and the errors of {result.Type} add to it. The errors shown are those of this rounding "
                + "alone.";
    }

    /// <summary>Prints for machines.</summary>
    public static void WriteJson(
        TextWriter output, string model, string path, string method, QuantizationResult result) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("output", path);
            json.WriteString("method", method);
            json.WriteString("type", result.Type);
            json.WriteNumber("file_bytes", result.FileBytes);
            json.WriteNumber("source_file_bytes", result.SourceFileBytes);
            json.WriteTexts("quantized_source_types", result.QuantizedSourceTypes);
            json.WriteNumber("bits_per_weight", result.BitsPerWeight);
            json.WriteNumber("zero_share", result.ZeroShare);
            json.WriteNumber("elapsed_seconds", result.Elapsed.TotalSeconds);
            json.WriteNumber("working_set_bytes", Environment.WorkingSet);
            json.WriteStartArray("tensors");
            foreach (QuantizedTensor tensor in WorstFirst(result))
            {
                WriteTensor(json, tensor);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WriteTensor(Utf8JsonWriter json, QuantizedTensor tensor)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        json.WriteString("source_type", tensor.SourceType);
        json.WriteString("type", tensor.Type);
        json.WriteString("fallback", tensor.Fallback);
        json.WriteNumber("parameters", tensor.ParameterCount);
        json.WriteNumber("bytes", tensor.ByteCount);
        json.WriteNumber("mean_squared_error", tensor.MeanSquaredError);
        if (tensor.SignalToNoiseDecibels is { } decibels)
        {
            json.WriteNumber("signal_to_noise_db", decibels);
        }
        else
        {
            json.WriteNull("signal_to_noise_db");
        }

        json.WriteNumber("max_error", tensor.MaximumError);
        json.WriteNumber("bits_per_weight", tensor.BitsPerWeight);
        json.WriteNumber("zero_share", tensor.ZeroShare);
        json.WriteNumber("elapsed_seconds", tensor.Elapsed.TotalSeconds);

        json.WriteEndObject();
    }

    private static IEnumerable<QuantizedTensor> WorstFirst(QuantizationResult result) =>
        result.Tensors.OrderBy(tensor => tensor.SignalToNoiseDecibels ?? double.PositiveInfinity);
}
