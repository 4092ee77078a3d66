using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class GradePlaceTests
{
    [Theory]
    [InlineData("""{"reasoning": "r", "verdict": 4, "n": 1}""", """{"reasoning": "r", "verdict":""", " ", "4", ",")]
    [InlineData("""{"verdict":"pass"}""", """{"verdict":""", "\"", "pass", "\"")]
    [InlineData(
        """é {"evidence": [{"verdict": 1}], "reasoning": "\"verdict\": 5", "verdict": 2}""",
        """é {"evidence": [{"verdict": 1}], "reasoning": "\"verdict\": 5", "verdict":""", " ", "2", "}")]
    [InlineData("""{"verdict": 1} {"verdict": 3}""", """{"verdict": 1} {"verdict":""", " ", "3", "}")]
    public void TheGradeIsFoundWhereItStands(string answer, string before, string lead, string grade, string end) =>
        Assert.Equal(new GradePlace(before, lead, grade, end), GradePlace.Find(answer));

    [Theory]
    [InlineData("")]
    [InlineData("verdict: 5")]
    [InlineData("{\"verdict\": 5")]
    [InlineData("{\"verdict\": null}")]
    [InlineData("{\"verdict\": [5]}")]
    [InlineData("{\"a\": {\"verdict\": 5}}")]
    public void WithoutAGradeThereIsNoPlace(string answer) => Assert.Null(GradePlace.Find(answer));
}
