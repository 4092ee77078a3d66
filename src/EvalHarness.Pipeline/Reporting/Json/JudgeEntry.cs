using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>A judge: how it agrees with labelled grades, what it costs. Intervals are two-sided at 95 %.</summary>
internal sealed class JudgeEntry(JudgeSummary judge)
{
    private readonly JudgeReliability? _reliability = judge.Reliability;
    private readonly Interval? _kappa = judge.Reliability?.Kappa?.Interval();

    public string Task => judge.Task;

    public string Metric => judge.Metric;

    public int Layer => judge.Layer;

    public string? Model => judge.Model;

    public string? JudgeId => judge.JudgeId;

    public string? Instrument => judge.Instrument;

    public IReadOnlyList<string> Grades => judge.Grades;

    public double? PassFrom => judge.PassFrom;

    public int Judged => judge.Judged;

    public int Unscored => judge.Unscored;

    public IReadOnlyDictionary<string, int> WithoutAnswer => judge.WithoutAnswer
        .OrderBy(pair => pair.Key).Named(pair => JudgeWords.KeyOf(pair.Key), pair => pair.Value);

    public string? LabelsDrawn => judge.LabelsDrawn;

    public int? LabelledGrades => _reliability?.Items;

    public double? LabelledGradesScored => _reliability?.Matrix.Total;

    public double? PercentAgreement => _reliability?.Matrix.PercentAgreement;

    public double? Kappa => _reliability?.Kappa?.Kappa;

    public double? KappaSe => _reliability?.Kappa?.StandardError;

    public double? KappaLow => _kappa?.Low;

    public double? KappaHigh => _kappa?.High;

    public double? KappaLowerBound => _reliability?.KappaLow;

    public double? Alpha => judge.Alpha;

    public double? AlphaLow => judge.AlphaInterval?.Low;

    public double? AlphaHigh => judge.AlphaInterval?.High;

    public ShareEntry? TruePositiveRate => ShareEntry.From(_reliability?.TruePositives);

    public ShareEntry? TrueNegativeRate => ShareEntry.From(_reliability?.TrueNegatives);

    public ShareEntry? AlwaysPass => ShareEntry.From(judge.AlwaysPass);

    public double? TruePositiveRateLowerBound => _reliability?.TruePositives?.LowerBound();

    public double? TrueNegativeRateLowerBound => _reliability?.TrueNegatives?.LowerBound();

    public IEnumerable<GradeBiasEntry> BiasByGrade =>
        (_reliability?.Biases ?? []).Select(bias => new GradeBiasEntry(bias));

    // Rows are the labelled grades, columns the judge's, both in the order of "grades".
    public IEnumerable<IEnumerable<double>>? Confusion => _reliability?.Matrix is not { } matrix
        ? null
        : Enumerable.Range(0, matrix.Categories).Select(known =>
            Enumerable.Range(0, matrix.Categories).Select(given => (double)matrix[known, given]));

    public double? LabelledGradesFailureRate => _reliability?.FailureRate;

    public int? LabelledGradesAbstentions => _reliability?.Abstentions;

    public ShareEntry? Flips => ShareEntry.From(judge.Flips);

    public ShareEntry? FirstSlotWins => ShareEntry.From(judge.FirstSlotWins);

    public ShareEntry? IdenticalTies => ShareEntry.From(judge.IdenticalTies);

    public ShareEntry? RetestSame => ShareEntry.From(judge.RetestSame);

    public ShareEntry? LongerWins => ShareEntry.From(judge.LongerWins);

    public ShareEntry? CanaryAlarms => ShareEntry.From(judge.CanaryAlarms);

    public IReadOnlyDictionary<string, int> Failures => judge.Failures
        .OrderBy(pair => pair.Key).Named(pair => Verdict.NameOf(pair.Key), pair => pair.Value);

    public int Abstentions => judge.Abstentions;

    public long Calls => judge.Calls;

    public long? Tokens => judge.Tokens;

    public double? Usd => judge.Usd;

    public IReadOnlyList<string> Shortfalls => judge.Shortfalls;

    public IEnumerable<CorrectedEntry> Corrected => judge.Corrected.Select(score => new CorrectedEntry(score));
}

/// <summary>How a judge's grades lie to one labelled grade.</summary>
internal sealed class GradeBiasEntry(GradeBias bias)
{
    public double? Grade => bias.Grade;

    public int Labels => bias.Labels;

    public double? MeanScore => bias.MeanScore;

    public double? Bias => bias.Bias;
}

/// <summary>A model's judged score, corrected by labelled grades.</summary>
internal sealed class CorrectedEntry(CorrectedScore score)
{
    public string Model => score.Model;

    public string Quantity => CorrectedWords.Key(score.Quantity);

    public double? Raw => score.Raw;

    public double? Estimate => score.Estimate;

    public double? Low => score.Low;

    public double? High => score.High;

    public string? Method => score.Method;
}

/// <summary>A share with its interval.</summary>
internal sealed class ShareEntry(Proportion share)
{
    private readonly Interval _interval = share.Interval();

    public double? Share => share.Share;

    public double? Low => _interval.Low;

    public double? High => _interval.High;

    public int Hits => share.Hits;

    public int Items => share.Items;

    /// <summary>The share's fields; <c>null</c> without one.</summary>
    public static ShareEntry? From(Proportion? share) => share is null ? null : new ShareEntry(share);
}
