using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class RepeatedJudgeTests
{
    [Fact]
    public async Task TheScoreIsTheMeanWithItsDeviationAndNoSeedIsUsedTwice()
    {
        Repeating judge = new(5, 4, 5, 3);
        Verdict verdict = await Judge(judge, repeats: 4, repeat: 2);
        Assert.Equal(4.25, verdict.Score);
        Assert.Equal(Math.Sqrt(2.75 / 3), verdict.Deviation!.Value, 12);
        Assert.Equal((4, 2), (verdict.Calls, verdict.Repeat));
        Assert.Equal([8, 9, 10, 11], judge.Repeats);
        Assert.Equal("4", verdict.Reasoning);
        Assert.Equal(4 * 7, verdict.Usage.OutputTokens);
    }

    [Fact]
    public async Task AMissingRepeatLeavesNoMean()
    {
        Verdict verdict = await Judge(new Repeating(5, null, 5), repeats: 3);
        Assert.Equal((null, null, JudgingFailure.Parse), (verdict.Score, verdict.Deviation, verdict.Failure!.Value));
        Assert.Equal("1 of 3 repeats: junk", verdict.Message);
    }

    [Fact]
    public async Task OneInTenMayBeMissing()
    {
        Verdict verdict = await Judge(new Repeating(null, 1, 1, 1, 1, 1, 1, 1, 1, 1), repeats: 10);
        Assert.Equal((1.0, 0.0, null), (verdict.Score!.Value, verdict.Deviation!.Value, verdict.Failure));
    }

    [Fact]
    public async Task ASingleFlipIsAFlip()
    {
        Verdict verdict = await Judge(new Repeating(0, 0) { Flips = [false, true] }, repeats: 2);
        Assert.Equal((0.0, true), (verdict.Score!.Value, verdict.OrderFlip!.Value));
        Assert.Equal(["A", "A"], verdict.SideWinners);
    }

    [Fact]
    public async Task ClaimsOfAllRepeatsAreCountedTogether()
    {
        Verdict verdict = await Judge(new Repeating(1, 0.5) { Claims = new ClaimTally(1, 0, 1) }, repeats: 2);
        Assert.Equal(new ClaimTally(2, 0, 2), verdict.Claims);
    }

    private static Task<Verdict> Judge(Repeating judge, int repeats, int repeat = 0) =>
        new RepeatedJudge(judge, repeats).JudgeAsync(
            new JudgingRequest("1", "q4_0", new Dictionary<string, string>(), "x") { Repeat = repeat },
            CancellationToken.None);

    private sealed class Repeating(params double?[] scores) : IJudge
    {
        public List<int> Repeats { get; } = [];

        public bool[] Flips { get; init; } = [];

        public ClaimTally? Claims { get; init; }

        public string Name => "repeating";

        public VerdictMenu Menu => VerdictMenu.Range(1, 5);

        public Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
        {
            int place = Repeats.Count;
            Repeats.Add(request.Repeat);
            double? score = scores[place];
            return Task.FromResult(new Verdict
            {
                Judge = Name,
                SampleId = request.SampleId,
                Model = request.Model,
                Repeat = request.Repeat,
                Score = score,
                Failure = score is null ? JudgingFailure.Parse : null,
                Message = score is null ? "junk" : null,
                Reasoning = FormattableString.Invariant($"{score}"),
                OrderFlip = Flips.Length > 0 ? Flips[place] : null,
                SideWinners = Flips.Length > 0 ? ["A"] : [],
                Claims = Claims,
                Calls = 1,
                Usage = new OutputUsage(3, 7, 1),
            });
        }
    }
}
