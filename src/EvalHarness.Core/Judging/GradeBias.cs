namespace EvalHarness.Judging;

/// <summary>What a judge makes of texts of one labelled grade.</summary>
/// <param name="Grade">The labelled grade, as a score.</param>
/// <param name="Labels">Texts of that grade with a verdict; at least 1.</param>
/// <param name="MeanScore">The judge's mean score of them.</param>
public sealed record GradeBias(double Grade, int Labels, double MeanScore)
{
    /// <summary>How much better the judge finds them than people do.</summary>
    public double Bias => MeanScore - Grade;
}
