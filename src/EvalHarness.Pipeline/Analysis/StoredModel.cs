namespace EvalHarness.Pipeline.Analysis;

/// <summary>One model's rows in one stored run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Model">The model's name in that run.</param>
/// <param name="Label">The model's name in the report.</param>
internal sealed record StoredModel(string RunId, string Model, string Label);
