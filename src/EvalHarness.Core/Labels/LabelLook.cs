namespace EvalHarness.Labels;

/// <summary>
/// That labels were looked at. Who may stop labelling when a result pleases has more chances than one, so looks are
/// counted and shown.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Task">The task.</param>
/// <param name="QuestionId">Id of the question.</param>
/// <param name="Kind">What for.</param>
/// <param name="State">Hash of what was seen; a state that was seen before is no new look.</param>
/// <param name="Labels">Labels that were there.</param>
/// <param name="Time">When, UTC.</param>
public sealed record LabelLook(
    string RunId, string Task, string QuestionId, LabelLookKind Kind, string State, int Labels, DateTimeOffset Time);
