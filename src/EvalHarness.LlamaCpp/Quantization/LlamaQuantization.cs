using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>What llama.cpp's quantizer made.</summary>
/// <param name="Type">The type or mix that was asked for.</param>
/// <param name="Tensors">Name, type before and after, weights and bytes of every tensor of the new file.</param>
/// <param name="FileBytes">Size of the new file.</param>
/// <param name="SourceFileBytes">Size of the source, of all its files.</param>
/// <param name="Elapsed">Time that it took.</param>
internal sealed record LlamaQuantization(
    string Type,
    IReadOnlyList<LlamaQuantizedTensor> Tensors,
    long FileBytes,
    long SourceFileBytes,
    TimeSpan Elapsed)
{
    /// <summary>Mean bits of one weight, scales included.</summary>
    public double BitsPerWeight =>
        8.0 * Tensors.Sum(tensor => tensor.ByteCount) / Tensors.Sum(tensor => tensor.ParameterCount);

    /// <summary>Compares a file with what it was made from.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read.</exception>
    public static LlamaQuantization Read(string source, string output, string type, TimeSpan elapsed) =>
        GgufModelFile.Read(source, before => GgufModelFile.Read(output, after => new LlamaQuantization(
            type,
            [.. after.Tensors.Select(tensor => new LlamaQuantizedTensor(
                tensor.Name,
                before.TryGetTensor(tensor.Name, out GgufTensor? old) ? TensorFormat.NameOf(old.Type) : null,
                TensorFormat.NameOf(tensor.Type),
                tensor.ElementCount,
                tensor.ByteLength))],
            after.FileLength,
            before.FileLength,
            elapsed)));
}
