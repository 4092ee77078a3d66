using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class AnswerCheckTests
{
    [Theory]
    [InlineData("", "stop", ScoreFault.Empty)]
    [InlineData("", "length", ScoreFault.Empty)]
    [InlineData(" \n\t", null, ScoreFault.Empty)]
    [InlineData("\u200b\ufeff", "stop", ScoreFault.Empty)]
    [InlineData("The bridge is clo", "length", ScoreFault.Truncated)]
    [InlineData("The bridge", "content_filter", ScoreFault.Blocked)]
    [InlineData("", "refusal", ScoreFault.Refused)]
    [InlineData("The bridge is closed.", "stop", null)]
    public void AnOutputWithoutAnAnswerNeedsNoJudge(string text, string? finish, ScoreFault? fault) => Assert.Equal(
        fault, AnswerCheck.FaultOf(new ModelOutput { SampleId = "1", Text = text, FinishReason = finish }));
}
