using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// The sums of a least-squares fit for sixteen trial scales at once, a lane for each: blocks are short, so adding up
/// across lanes would cost more than the sums themselves.
/// </summary>
internal readonly struct TrialSums
{
    /// <summary>Trials.</summary>
    public const int Count = 16;

    private readonly double _w;
    private readonly double _x;
    private readonly Vector512<float> _q;
    private readonly Vector512<float> _xq;
    private readonly Vector512<float> _qq;

    private TrialSums(double w, double x, Vector512<float> q, Vector512<float> xq, Vector512<float> qq) =>
        (_w, _x, _q, _xq, _qq) = (w, x, q, xq, qq);

    /// <summary>Sums for the codes clip(round((x - minimum) / scale), low, high) of every trial.</summary>
    /// <param name="x">Values.</param>
    /// <param name="w">What an error on each costs.</param>
    /// <param name="inverses">1 / scale of each trial.</param>
    /// <param name="minimum">The minimum of all trials.</param>
    /// <param name="low">Smallest code.</param>
    /// <param name="high">Largest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TrialSums From(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> w,
        Vector512<float> inverses,
        float minimum,
        float low,
        float high)
    {
        Vector512<float> lowest = Vector512.Create(low);
        Vector512<float> highest = Vector512.Create(high);
        Vector512<float> sumQ = default, sumXQ = default, sumQQ = default;
        double sumW = 0, sumX = 0;
        for (int i = 0; i < x.Length; i++)
        {
            Vector512<float> q = Vector512.Round(Vector512.Create(x[i] - minimum) * inverses);
            q = Vector512.MinNative(Vector512.MaxNative(q, lowest), highest);
            Vector512<float> weighted = Vector512.Create(w[i]) * q;
            sumQ += weighted;
            sumXQ += weighted * Vector512.Create(x[i]);
            sumQQ += weighted * q;
            sumW += w[i];
            sumX += (double)w[i] * x[i];
        }

        return new(sumW, sumX, sumQ, sumXQ, sumQQ);
    }

    /// <summary>The sums of one trial.</summary>
    public GridSums this[int trial] =>
        new(_w, _x, _q.GetElement(trial), _xq.GetElement(trial), _qq.GetElement(trial));
}
