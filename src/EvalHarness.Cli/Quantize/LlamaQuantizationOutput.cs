using EvalHarness.Cli.Rendering;
using EvalHarness.LlamaCpp.Quantization;
using EvalHarness.Pipeline.Reporting.Json;

namespace EvalHarness.Cli.Quantize;

/// <summary>Prints what llama.cpp's quantizer made. It does not say how far the weights are off.</summary>
internal static class LlamaQuantizationOutput
{
    /// <summary>Prints for people.</summary>
    public static void WriteText(Terminal terminal, string output, LlamaQuantization result)
    {
        double ratio = (double)result.FileBytes / result.SourceFileBytes;
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"{Terminal.Printable(output)}: {ByteSize.Write(result.FileBytes)}, {ratio:P1} of the source, ")
            + FormattableString.Invariant($"{result.BitsPerWeight:0.00} bits per weight, ")
            + FormattableString.Invariant($"{result.Elapsed.TotalSeconds:0.0} s"));
        foreach (IGrouping<string, LlamaQuantizedTensor> type in result.Tensors
            .GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.ParameterCount)))
        {
            terminal.Output.WriteLine(FormattableString.Invariant(
                $"{type.Key}: {type.Count()} tensors, {type.Sum(tensor => tensor.ParameterCount):N0} weights"));
        }
    }

    /// <summary>Prints for machines.</summary>
    public static void WriteJson(
        TextWriter output, string model, string path, string method, LlamaQuantization result) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("output", path);
            json.WriteString("engine", "llama.cpp");
            json.WriteString("method", method);
            json.WriteString("type", result.Type);
            json.WriteNumber("file_bytes", result.FileBytes);
            json.WriteNumber("source_file_bytes", result.SourceFileBytes);
            json.WriteNumber("bits_per_weight", result.BitsPerWeight);
            json.WriteNumber("elapsed_seconds", result.Elapsed.TotalSeconds);
            json.WriteObjects("tensors", result.Tensors, (writer, tensor) =>
            {
                writer.WriteString("name", tensor.Name);
                writer.WriteString("source_type", tensor.SourceType);
                writer.WriteString("type", tensor.Type);
                writer.WriteNumber("parameters", tensor.ParameterCount);
                writer.WriteNumber("bytes", tensor.ByteCount);
                writer.WriteNumber("bits_per_weight", 8.0 * tensor.ByteCount / tensor.ParameterCount);
            });
            json.WriteEndObject();
        });
}
