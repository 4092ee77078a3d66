namespace EvalHarness.Pipeline.Models;

/// <summary>What a quantized copy of a model will take.</summary>
/// <param name="FileBytes">Size of its file, or of all files of its folder.</param>
/// <param name="BitsPerWeight">
/// Mean bits per weight, block overhead included; <c>null</c> when the model stores weights in ways that are not known.
/// </param>
public sealed record QuantizedSize(long FileBytes, double? BitsPerWeight);
