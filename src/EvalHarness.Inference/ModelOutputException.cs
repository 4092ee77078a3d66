namespace EvalHarness.Inference;

/// <summary>A model computed something that cannot be used, such as logits that are not numbers.</summary>
/// <param name="message">What was computed.</param>
public sealed class ModelOutputException(string message) : Exception(message);
