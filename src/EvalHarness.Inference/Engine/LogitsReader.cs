namespace EvalHarness.Inference.Engine;

/// <summary>Takes the logits after one position. Called on the engine's thread, in the order of positions.</summary>
/// <param name="position">Position of the token after which the logits hold, from 0.</param>
/// <param name="logits">One logit per token of the vocabulary; valid during the call.</param>
public delegate void LogitsReader(int position, ReadOnlySpan<float> logits);
