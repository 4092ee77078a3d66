using System.Globalization;
using EvalHarness.Onnx;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>Prints what a model folder of ONNX Runtime GenAI holds.</summary>
internal static class FolderInspectionOutput
{
    /// <summary>Prints for people.</summary>
    public static void WriteText(Terminal terminal, GenAIInspection inspection)
    {
        terminal.Output.WriteLine(Terminal.Printable(
            $"{inspection.Path}: model folder of ONNX Runtime GenAI, architecture {inspection.Architecture}"));
        terminal.Output.WriteLine(
            $"{ByteSize.Write(inspection.FileBytes)}, {Write(inspection.Tensors.Count)} stored tensors, "
            + $"{Write(inspection.QuantizedMatrices)} matrices in blocks of few bits, "
            + $"{Write(inspection.VocabularyLength)} tokens, context {Write(inspection.ContextLength)}");
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("tensor"));
        foreach (string title in (string[])["type", "dimensions", "size"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (GenAITensor tensor in inspection.Tensors)
        {
            table.AddRow(
                Markup.Escape(Terminal.Printable(tensor.Name)),
                tensor.Type,
                string.Join(" x ", tensor.Dimensions.Select(Write)),
                tensor.Bytes is { } bytes ? ByteSize.Write(bytes) : "");
        }

        terminal.Results.Write(table);
    }

    /// <summary>Prints for machines.</summary>
    public static void WriteJson(TextWriter output, GenAIInspection inspection) => JsonOutput.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", inspection.Path);
        json.WriteString("format", "onnx-genai");
        json.WriteString("architecture", inspection.Architecture);
        json.WriteNumber("vocabulary", inspection.VocabularyLength);
        json.WriteNumber("context", inspection.ContextLength);
        json.WriteNumber("file_bytes", inspection.FileBytes);
        json.WriteNumber("quantized_matrices", inspection.QuantizedMatrices);
        json.WriteStartArray("tensors");
        foreach (GenAITensor tensor in inspection.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", tensor.Type);
            json.WriteStartArray("dimensions");
            foreach (long dimension in tensor.Dimensions)
            {
                json.WriteNumberValue(dimension);
            }

            json.WriteEndArray();
            if (tensor.Bytes is { } bytes)
            {
                json.WriteNumber("bytes", bytes);
            }
            else
            {
                json.WriteNull("bytes");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Write(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
