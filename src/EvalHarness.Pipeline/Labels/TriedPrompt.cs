using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>One version of a judge as it was tried on a run.</summary>
/// <param name="JudgeId">Hash of the judge with this prompt.</param>
/// <param name="IsInUse">It is the version that judged the run.</param>
/// <param name="Prompt">The prompt; <c>null</c> where its text was not kept.</param>
/// <param name="Verdicts">Verdicts on outputs of the run.</param>
/// <param name="Figures">
/// The version against people on the dev part; <c>null</c> where it judged none of what they labelled there.
/// </param>
/// <param name="Failure">Why labelled outputs of the dev part have no verdict; <c>null</c> where they have.</param>
public sealed record TriedPrompt(
    string JudgeId,
    bool IsInUse,
    PromptVersion? Prompt,
    int Verdicts,
    RaterComparison? Figures,
    string? Failure);
