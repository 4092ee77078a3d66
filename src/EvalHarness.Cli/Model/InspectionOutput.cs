using System.Globalization;
using System.Text.Json;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Reporting.Json;
using Spectre.Console;

namespace EvalHarness.Cli.Model;

/// <summary>Prints what a model file holds.</summary>
internal static class InspectionOutput
{
    /// <summary>Prints for people.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="file">The file.</param>
    /// <param name="inspection">What it holds.</param>
    /// <param name="loaded">What llama.cpp says of it; <c>null</c> when it was not asked.</param>
    public static void WriteText(
        Terminal terminal, GgufFile file, ModelInspection inspection, LlamaInspection? loaded)
    {
        TextWriter output = terminal.Output;
        output.WriteLine(Terminal.Printable(
            $"{file.Path}: {inspection.Name ?? "unnamed"}, architecture {inspection.Architecture}"));
        output.WriteLine(FormattableString.Invariant(
            $"{ByteSize.Write(inspection.FileBytes)}, {inspection.ParameterCount:N0} parameters in ")
            + FormattableString.Invariant($"{file.Tensors.Count} tensors, ")
            + FormattableString.Invariant($"{inspection.BitsPerWeight:0.00} bits per weight"));
        if (loaded is not null)
        {
            output.WriteLine(Terminal.Printable(FormattableString.Invariant(
                $"llama.cpp: {loaded.Description}, {loaded.VocabularyLength} tokens, ")
                + FormattableString.Invariant($"context {loaded.ContextLength}, ")
                + FormattableString.Invariant($"loaded in {loaded.LoadTime.TotalSeconds:0.00} s")));
        }

        terminal.Results.Write(TypeTable(inspection));
        terminal.Results.Write(PredictionTable(inspection));
        terminal.Results.Write(TensorTable(file));
    }

    /// <summary>Prints for machines.</summary>
    /// <param name="output">Where.</param>
    /// <param name="file">The file.</param>
    /// <param name="inspection">What it holds.</param>
    /// <param name="loaded">What llama.cpp says of it; <c>null</c> when it was not asked.</param>
    public static void WriteJson(
        TextWriter output, GgufFile file, ModelInspection inspection, LlamaInspection? loaded) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("model", file.Path);
            json.WriteString("architecture", inspection.Architecture);
            json.WriteString("name", inspection.Name);
            json.WriteNumber("gguf_version", file.Version);
            json.WriteNumber("file_bytes", inspection.FileBytes);
            json.WriteNumber("parameters", inspection.ParameterCount);
            json.WriteNumber("weight_bytes", inspection.WeightBytes);
            json.WriteNumber("bits_per_weight", inspection.BitsPerWeight);
            if (loaded is not null)
            {
                WriteLoaded(json, loaded);
            }

            json.WriteObjects("types", inspection.Types, WriteType);
            json.WriteObjects("predicted", inspection.Predictions, WritePrediction);
            json.WriteObjects("tensors", file.Tensors, WriteTensor);
            json.WriteEndObject();
        });

    private static void WriteLoaded(Utf8JsonWriter json, LlamaInspection loaded)
    {
        json.WriteStartObject("llama_cpp");
        json.WriteString("description", loaded.Description);
        json.WriteNumber("parameters", loaded.ParameterCount);
        json.WriteNumber("weight_bytes", loaded.WeightBytes);
        json.WriteNumber("tokens", loaded.VocabularyLength);
        json.WriteNumber("context_length", loaded.ContextLength);
        json.WriteNumber("load_seconds", loaded.LoadTime.TotalSeconds);
        json.WriteEndObject();
    }

    private static Table TypeTable(ModelInspection inspection)
    {
        Table table = CreateTable("type", "tensors", "parameters", "size");
        foreach (TypeShare share in inspection.Types)
        {
            table.AddRow(
                TensorFormat.NameOf(share.Type),
                Write(share.TensorCount),
                Write(share.ParameterCount),
                ByteSize.Write(share.ByteCount));
        }

        return table;
    }

    private static Table PredictionTable(ModelInspection inspection)
    {
        Table table = CreateTable("predicted in", "bits per weight", "weights in memory", "file", "fallbacks");
        foreach (SizePrediction prediction in inspection.Predictions)
        {
            table.AddRow(
                TensorFormat.NameOf(prediction.Type),
                prediction.BitsPerWeight.ToString("0.00", CultureInfo.InvariantCulture),
                ByteSize.Write(prediction.WeightBytes),
                ByteSize.Write(prediction.FileBytes),
                Write(prediction.FallbackCount));
        }

        table.AddRow(
            "this file",
            inspection.BitsPerWeight.ToString("0.00", CultureInfo.InvariantCulture),
            ByteSize.Write(inspection.WeightBytes),
            ByteSize.Write(inspection.FileBytes),
            "");
        return table;
    }

    private static Table TensorTable(GgufFile file)
    {
        Table table = CreateTable("tensor", "type", "dimensions", "size");
        foreach (GgufTensor tensor in file.Tensors)
        {
            table.AddRow(
                Markup.Escape(Terminal.Printable(tensor.Name)),
                TensorFormat.NameOf(tensor.Type),
                string.Join(" x ", tensor.Dimensions.Select(Write)),
                ByteSize.Write(tensor.ByteLength));
        }

        return table;
    }

    /// <summary>A table whose first column is text, all others numbers.</summary>
    internal static Table CreateTable(params string[] columns)
    {
        Table table = new() { Border = TableBorder.Simple };
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = new(columns[i]);
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    /// <summary>A number with its thousands apart.</summary>
    internal static string Write(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void WriteType(Utf8JsonWriter json, TypeShare share)
    {
        json.WriteString("type", TensorFormat.NameOf(share.Type));
        json.WriteNumber("tensors", share.TensorCount);
        json.WriteNumber("parameters", share.ParameterCount);
        json.WriteNumber("bytes", share.ByteCount);
    }

    private static void WritePrediction(Utf8JsonWriter json, SizePrediction prediction)
    {
        json.WriteString("type", TensorFormat.NameOf(prediction.Type));
        json.WriteNumber("weight_bytes", prediction.WeightBytes);
        json.WriteNumber("file_bytes", prediction.FileBytes);
        json.WriteNumber("bits_per_weight", prediction.BitsPerWeight);
        json.WriteNumber("fallback_tensors", prediction.FallbackCount);
    }

    private static void WriteTensor(Utf8JsonWriter json, GgufTensor tensor)
    {
        json.WriteString("name", tensor.Name);
        json.WriteString("type", TensorFormat.NameOf(tensor.Type));
        WriteDimensions(json, tensor.Dimensions);
        json.WriteNumber("bytes", tensor.ByteLength);
    }

    /// <summary>A tensor's dimensions.</summary>
    internal static void WriteDimensions(Utf8JsonWriter json, IEnumerable<long> dimensions)
    {
        json.WriteStartArray("dimensions");
        foreach (long dimension in dimensions)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
    }
}
