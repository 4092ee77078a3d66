using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class ClaimParserTests
{
    private static readonly Dictionary<string, string> s_sources = new() { ["report"] = "The bridge is closed." };

    [Fact]
    public void ClaimsAreReadInTheirOrder()
    {
        (IReadOnlyList<string>? claims, VerdictReading? failure) =
            ClaimParser.ReadClaims("""Well: {"claims": [" a ", "b"], "nonce": "7"}""", true, "7");
        Assert.Equal(["a", "b"], claims!);
        Assert.Null(failure);
        Assert.Empty(ClaimParser.ReadClaims("""{"claims": []}""", true, null).Claims!);
    }

    [Theory]
    [InlineData("", JudgingFailure.Parse)]
    [InlineData("no claims", JudgingFailure.Parse)]
    [InlineData("{\"claims\": [\"a\"", JudgingFailure.Parse)]
    [InlineData("{\"claims\": \"a\"}", JudgingFailure.Parse)]
    [InlineData("{\"claims\": [1]}", JudgingFailure.Parse)]
    [InlineData("{\"claims\": [\"\"]}", JudgingFailure.Parse)]
    [InlineData("{\"claims\": [\"\\ud800\"]}", JudgingFailure.Parse)]
    [InlineData("{\"claims\": [\"a\"], \"claims\": []}", JudgingFailure.Parse)]
    [InlineData("{\"error\": \"busy\"}", JudgingFailure.Http)]
    [InlineData("I'm sorry, no.", JudgingFailure.Refusal)]
    public void AnythingElseIsNoListOfClaims(string answer, JudgingFailure expected)
    {
        (IReadOnlyList<string>? claims, VerdictReading? failure) = ClaimParser.ReadClaims(answer, true, null);
        Assert.Null(claims);
        Assert.Equal(expected, failure!.Failure);
    }

    [Fact]
    public void MoreClaimsThanCanBeCheckedAreNotRead()
    {
        string many = string.Join(", ", Enumerable.Repeat("\"a\"", ClaimParser.Most + 1));
        Assert.Equal(
            JudgingFailure.Parse, ClaimParser.ReadClaims($"{{\"claims\": [{many}]}}", true, null).Failure!.Failure);
    }

    [Fact]
    public void PrecisionCoverageAndOpenAnswersAreCountedApart()
    {
        ClaimAnswers answers = Read(
            """
            {"answers": [{"claim": 2, "answer": "no", "quote": null},
             {"claim": 1, "answer": "yes", "quote": "is closed"},
             {"claim": 4, "answer": "idk"}, {"claim": 3, "answer": "yes", "quote": ""}],
             "key_points": [{"point": "closed", "claim": 1}, {"point": "why", "claim": 0}]}
            """,
            claims: 4).Answers!;
        Assert.Equal(["yes", "no", "yes", "idk"], answers.Answers);
        Assert.Equal(new ClaimTally(2, 1, 1, 2, 1), answers.Tally);
        Assert.Equal((0.5, 0.25, 0.5), (answers.Tally.Precision, answers.Tally.UnknownRate, answers.Tally.Coverage));
        Assert.Equal(new Evidence("is closed", "report"), Assert.Single(answers.Evidence));
        Assert.Equal((null, null), (new ClaimTally(0, 0, 0).Precision, new ClaimTally(1, 0, 0).Coverage));
    }

    [Theory]
    [InlineData("""{"answers": []}""", JudgingFailure.Parse)]
    [InlineData("""{"answers": [{"claim": 1, "answer": "yes"}]}""", JudgingFailure.Parse)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": "yes"}, {"claim": 1, "answer": "yes"}]}""", JudgingFailure.Parse)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": "yes"}, {"claim": 3, "answer": "yes"}]}""", JudgingFailure.Parse)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": "no", "answer": "yes"}, {"claim": 2, "answer": "yes"}]}""",
        JudgingFailure.Parse)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": "yes"}, {"claim": 2, "answer": "5"}]}""", JudgingFailure.OffMenu)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": true}, {"claim": 2, "answer": "yes"}]}""", JudgingFailure.OffMenu)]
    [InlineData(
        """{"answers": [{"claim": 1, "answer": "yes", "quote": "is open"}, {"claim": 2, "answer": "yes"}]}""",
        JudgingFailure.Parse)]
    [InlineData(
        """
        {"answers": [{"claim": 1, "answer": "yes"}, {"claim": 2, "answer": "yes"}],
         "key_points": [{"point": "p", "claim": 9}]}
        """,
        JudgingFailure.Parse)]
    [InlineData("""[{"claim": 1, "answer": "yes"}, {"claim": 2, "answer": "yes"}]""", JudgingFailure.Parse)]
    public void NoAnswerIsMadeUpForAClaim(string answer, JudgingFailure expected)
    {
        (ClaimAnswers? answers, VerdictReading? failure) = Read(answer, claims: 2);
        Assert.Null(answers);
        Assert.Equal(expected, failure!.Failure);
    }

    [Fact]
    public void AnswersToAnotherRequestDoNotCount() => Assert.Equal(
        JudgingFailure.Injection,
        ClaimParser.ReadAnswers(
            """{"answers": [{"claim": 1, "answer": "yes"}], "nonce": "8"}""", true, "7", 1, s_sources)
            .Failure!.Failure);

    private static (ClaimAnswers? Answers, VerdictReading? Failure) Read(string answer, int claims) =>
        ClaimParser.ReadAnswers(answer, true, null, claims, s_sources);
}
