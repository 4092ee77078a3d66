namespace EvalHarness.Inference.Gguf;

/// <summary>A tensor as a file's header declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its weights are stored.</param>
/// <param name="Dimensions">One to four dimensions, the contiguous one first.</param>
/// <param name="Offset">Where its data begins, from the beginning of all data.</param>
/// <param name="ByteLength">Bytes of its data, padding excluded.</param>
/// <param name="DeclaredAt">Where the declaration begins in the file.</param>
internal sealed record GgufTensorDeclaration(
    string Name,
    TensorType Type,
    long[] Dimensions,
    long Offset,
    long ByteLength,
    long DeclaredAt);
