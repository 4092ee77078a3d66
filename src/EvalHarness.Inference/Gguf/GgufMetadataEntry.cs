namespace EvalHarness.Inference.Gguf;

/// <summary>One metadata entry as it stands in the file.</summary>
/// <param name="Key">Its name, such as <c>llama.block_count</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="ElementType">The type of an array's elements; <c>null</c> when it is not an array.</param>
/// <param name="Value">A number, <see cref="bool"/>, <see cref="string"/>, or an array of one of these.</param>
/// <param name="ByteOffset">Where the value begins in the file.</param>
public sealed record GgufMetadataEntry(
    string Key,
    GgufValueType Type,
    GgufValueType? ElementType,
    object Value,
    long ByteOffset);
