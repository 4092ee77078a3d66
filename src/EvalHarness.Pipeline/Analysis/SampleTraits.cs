namespace EvalHarness.Pipeline.Analysis;

/// <summary>What a sample is sliced by.</summary>
/// <param name="Tags">Its labels.</param>
/// <param name="PromptLength">Characters of its rendered prompt.</param>
internal readonly record struct SampleTraits(IReadOnlyList<string> Tags, int PromptLength);
