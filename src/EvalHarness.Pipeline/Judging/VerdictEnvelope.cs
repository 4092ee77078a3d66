using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>Puts around a judge's words what only the harness may say of them.</summary>
internal static class VerdictEnvelope
{
    /// <summary>The verdict of one answer.</summary>
    public static Verdict Of(string judge, JudgingRequest request, JudgeAnswer<JudgeVerdict> answer) =>
        Empty(judge, request) with
        {
            Score = answer.Reading.Value?.Score,
            Failure = answer.Reading.Failure,
            Message = answer.Reading.Message,
            Reasoning = answer.Reading.Value?.Reasoning ?? "",
            AbstainReason = answer.Reading.Value?.AbstainReason,
            Evidence = answer.Reading.Value?.Evidence ?? [],
            Calls = answer.Calls,
            Usage = answer.Usage,
            RawText = answer.Text,
        };

    /// <summary>A verdict that says nothing yet.</summary>
    public static Verdict Empty(string judge, JudgingRequest request) => new()
    {
        Judge = judge,
        SampleId = request.SampleId,
        Model = request.Model,
        InclusionProbability = request.InclusionProbability,
        Repeat = request.Repeat,
    };
}
