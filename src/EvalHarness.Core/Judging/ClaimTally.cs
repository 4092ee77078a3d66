namespace EvalHarness.Judging;

/// <summary>
/// Claims of an output, each answered from the source (question-answer generation). Precision, coverage and the share
/// of open answers are kept apart, since one number would hide which of them is bad.
/// </summary>
/// <param name="Supported">Claims that the source bears out: answered <c>yes</c>.</param>
/// <param name="Refuted">Claims that the source contradicts: answered <c>no</c>.</param>
/// <param name="Unknown">Claims that the source does not settle: answered <c>idk</c>.</param>
/// <param name="KeyPoints">Main points of the source that were asked about; 0 when none were.</param>
/// <param name="CoveredPoints">Main points of the source that a claim tells.</param>
public sealed record ClaimTally(int Supported, int Refuted, int Unknown, int KeyPoints = 0, int CoveredPoints = 0)
{
    /// <summary>All claims.</summary>
    public int Claims => Supported + Refuted + Unknown;

    /// <summary>Share of the claims that the source bears out, 0–1; <c>null</c> without claims.</summary>
    public double? Precision => Claims == 0 ? null : (double)Supported / Claims;

    /// <summary>Share of the claims that the source does not settle, 0–1; <c>null</c> without claims.</summary>
    public double? UnknownRate => Claims == 0 ? null : (double)Unknown / Claims;

    /// <summary>Share of the source's main points that the output tells, 0–1; <c>null</c> without points.</summary>
    public double? Coverage => KeyPoints == 0 ? null : (double)CoveredPoints / KeyPoints;
}
