using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class ClaimParserTests
{
    private static readonly Verdict s_asked = new() { Judge = "j", SampleId = "s", Model = "m" };

    private static readonly Dictionary<string, string> s_sources = new() { ["report"] = "The bridge is closed." };

    [Fact]
    public void ClaimsAreReadInTheirOrder()
    {
        Verdict read = ClaimParser.ReadClaims(
            s_asked, """Well: {"claims": [" a ", "b"], "nonce": "7"}""", true, "7", out IReadOnlyList<string> claims);
        Assert.Equal(["a", "b"], claims);
        Assert.Equal(s_asked, read);
        Assert.Null(ClaimParser.ReadClaims(s_asked, """{"claims": []}""", true, null, out claims).Failure);
        Assert.Empty(claims);
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
        Verdict read = ClaimParser.ReadClaims(s_asked, answer, true, null, out IReadOnlyList<string> claims);
        Assert.Empty(claims);
        Assert.Equal(expected, read.Failure);
    }

    [Fact]
    public void MoreClaimsThanCanBeCheckedAreNotRead()
    {
        string many = string.Join(", ", Enumerable.Repeat("\"a\"", ClaimParser.Most + 1));
        Assert.Equal(
            JudgingFailure.Parse,
            ClaimParser.ReadClaims(s_asked, $"{{\"claims\": [{many}]}}", true, null, out _).Failure);
    }

    [Fact]
    public void PrecisionCoverageAndOpenAnswersAreCountedApart()
    {
        Verdict answers = Read(
            """
            {"answers": [{"claim": 2, "answer": "no", "quote": null},
             {"claim": 1, "answer": "yes", "quote": "is closed"},
             {"claim": 4, "answer": "idk"}, {"claim": 3, "answer": "yes", "quote": ""}],
             "key_points": [{"point": "closed", "claim": 1}, {"point": "why", "claim": 0}]}
            """,
            claims: 4);
        Assert.Equal("1. yes: c1\n2. no: c2\n3. yes: c3\n4. idk: c4", answers.Reasoning);
        Assert.Equal(0.5, answers.Score);
        ClaimTally tally = answers.Claims!;
        Assert.Equal(new ClaimTally(2, 1, 1, 2, 1), tally);
        Assert.Equal((0.5, 0.25, 0.5), (tally.Precision, tally.UnknownRate, tally.Coverage));
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
        Verdict read = Read(answer, claims: 2);
        Assert.Equal((null, null), (read.Score, read.Claims));
        Assert.Equal(expected, read.Failure);
    }

    [Fact]
    public void AnswersToAnotherRequestDoNotCount() => Assert.Equal(
        JudgingFailure.Injection,
        ClaimParser.ReadAnswers(
            s_asked, """{"answers": [{"claim": 1, "answer": "yes"}], "nonce": "8"}""", true, "7", ["c1"], s_sources)
            .Failure);

    private static Verdict Read(string answer, int claims) => ClaimParser.ReadAnswers(
        s_asked, answer, true, null, [.. Enumerable.Range(1, claims).Select(i => $"c{i}")], s_sources);
}
