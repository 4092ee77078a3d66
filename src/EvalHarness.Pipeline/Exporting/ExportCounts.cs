namespace EvalHarness.Pipeline.Exporting;

/// <summary>How many rows of a run were written.</summary>
/// <param name="Samples">Samples of all tasks.</param>
/// <param name="Outputs">Outputs of all models, errors included.</param>
/// <param name="Scores">Scores, unscored ones included.</param>
/// <param name="Verdicts">Verdicts, each counted once.</param>
internal sealed record ExportCounts(int Samples, int Outputs, int Scores, int Verdicts);
