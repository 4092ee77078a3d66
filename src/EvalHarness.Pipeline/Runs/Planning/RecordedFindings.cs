namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What is found out of recorded models, over all tasks.</summary>
/// <param name="Unlike">Candidates that were not asked what the baseline was asked.</param>
/// <param name="Warnings">Models, and what is to be known of their files, as sentences without a full stop.</param>
internal sealed record RecordedFindings(List<InputError> Unlike, List<(string Model, string Warning)> Warnings);
