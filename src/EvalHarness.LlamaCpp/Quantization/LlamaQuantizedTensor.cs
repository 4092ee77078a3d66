namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>One tensor of a file that llama.cpp's quantizer made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SourceType">The type that it had; <c>null</c> when the source has no such tensor.</param>
/// <param name="Type">The type that it has now.</param>
/// <param name="ParameterCount">Its weights.</param>
/// <param name="ByteCount">Its bytes now.</param>
internal sealed record LlamaQuantizedTensor(
    string Name, string? SourceType, string Type, long ParameterCount, long ByteCount);
