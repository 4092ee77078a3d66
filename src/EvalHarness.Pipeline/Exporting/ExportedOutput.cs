using EvalHarness.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>
/// What a run knows of one output: its sample, its scores and the verdicts on its text. A sample that no model has
/// answered yet comes without an output; verdicts on texts that are no output of the run (labelled or planted texts)
/// come without one, too.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="SampleId">Id of the sample, or of the judged text where there is no such sample.</param>
/// <param name="Sample">The sample with its prompt; <c>null</c> where the run has none of that id.</param>
/// <param name="Output">The output with its scores; <c>null</c> where there is none.</param>
/// <param name="Verdicts">Verdicts on this text, whichever model was asked for when they were given.</param>
internal sealed record ExportedOutput(
    string Task, string SampleId, SampleRow? Sample, OutputRow? Output, IReadOnlyList<VerdictRow> Verdicts);
