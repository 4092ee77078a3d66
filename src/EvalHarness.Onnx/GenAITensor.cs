namespace EvalHarness.Onnx;

/// <summary>A tensor that a model folder's graph stores.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements, such as <c>float32</c>; blocks of few bits lie in <c>uint8</c>.</param>
/// <param name="Dimensions">Its dimensions, the outermost first.</param>
/// <param name="Bytes">Bytes of its elements; <c>null</c> for a type of less than a byte.</param>
public sealed record GenAITensor(string Name, string Type, IReadOnlyList<long> Dimensions, long? Bytes);
