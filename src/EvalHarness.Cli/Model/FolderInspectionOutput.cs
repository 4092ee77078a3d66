using EvalHarness.Cli.Rendering;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Reporting.Json;
using Spectre.Console;
using static EvalHarness.Cli.Model.InspectionOutput;

namespace EvalHarness.Cli.Model;

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
            + (inspection.BitsPerWeight is { } bits
                ? FormattableString.Invariant($"{bits:0.00} bits per weight, ")
                : "")
            + $"{Write(inspection.QuantizedMatrices)} matrices in blocks of few bits, "
            + $"{Write(inspection.VocabularyLength)} tokens, context {Write(inspection.ContextLength)}");
        Table table = CreateTable("tensor", "type", "dimensions", "size");
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
        json.WriteNumberOrNull("bits_per_weight", inspection.BitsPerWeight);
        json.WriteNumber("quantized_matrices", inspection.QuantizedMatrices);
        json.WriteObjects("tensors", inspection.Tensors, (writer, tensor) =>
        {
            writer.WriteString("name", tensor.Name);
            writer.WriteString("type", tensor.Type);
            WriteDimensions(writer, tensor.Dimensions);
            writer.WriteNumberOrNull("bytes", tensor.Bytes);
        });
        json.WriteEndObject();
    });
}
