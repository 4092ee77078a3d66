using EvalHarness.Inference.Files;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Onnx.Quantization;

namespace EvalHarness.Onnx;

/// <summary>What a model folder holds.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Architecture">Kind of model, such as <c>llama</c>.</param>
/// <param name="VocabularyLength">Number of tokens.</param>
/// <param name="ContextLength">Positions of a sequence.</param>
/// <param name="FileBytes">Bytes of all files of the folder, hidden ones left out.</param>
/// <param name="BitsPerWeight">
/// Mean bits of a stored weight, its block's scale and zero point included; <c>null</c> when the graph stores weights
/// in ways that are not known.
/// </param>
/// <param name="QuantizedMatrices">Products of the graph whose matrix is stored in blocks of few bits.</param>
/// <param name="Tensors">The tensors that the graph stores, by name.</param>
public sealed record GenAIInspection(
    string Path,
    string Architecture,
    int VocabularyLength,
    int ContextLength,
    long FileBytes,
    double? BitsPerWeight,
    int QuantizedMatrices,
    IReadOnlyList<GenAITensor> Tensors)
{
    /// <summary>The folder has a chat template.</summary>
    public bool HasTemplate { get; init; }

    /// <summary>Reads a folder; weights are not read.</summary>
    /// <exception cref="InvalidInputException">It is no model folder of ONNX Runtime GenAI, or damaged.</exception>
    public static GenAIInspection Read(string path)
    {
        GenAIFolder folder = GenAIFolder.Read(path);
        GenAIModelFolder files = GenAIModelFolder.Read(path);
        using ProtobufFile file = ProtobufFile.Open(files.ModelPath);
        OnnxModel model = new OnnxModelReader(file).Read();
        return new(
            path,
            folder.Type,
            folder.VocabularyLength,
            folder.ContextLength,
            files.Files.Sum(FileTarget.LengthOf),
            OnnxWeightSize.From(file, model)?.BitsPerWeight,
            model.Nodes.Count(node => node.Operation == "MatMulNBits"),
            [.. model.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(tensor =>
                new GenAITensor(
                    tensor.Name, TypeName(tensor.ElementType), tensor.Dimensions,
                    tensor.ElementCount * tensor.ElementBytes))])
        {
            HasTemplate = folder.Template is not null,
        };
    }

    private static string TypeName(long type) => type switch
    {
        1 => "float32",
        2 => "uint8",
        3 => "int8",
        6 => "int32",
        7 => "int64",
        9 => "bool",
        10 => "float16",
        11 => "float64",
        16 => "bfloat16",
        21 => "uint4",
        22 => "int4",
        _ => FormattableString.Invariant($"type {type}"),
    };
}
