using System.Globalization;

namespace EvalHarness.Judging;

/// <summary>What brings an output from one layer of judges to the next.</summary>
public sealed class EscalationRules
{
    private readonly HashSet<string> _reasons = new(StringComparer.Ordinal);
    private readonly double _audit;
    private readonly double _deviation = double.PositiveInfinity;

    private EscalationRules(IEnumerable<string> rules)
    {
        foreach (string rule in rules)
        {
            string[] parts = rule.Split(':');
            if (parts is ["audit", { } share]
                && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && number is > 0 and <= 1)
            {
                _audit = number;
            }
            else if (parts is ["deviation", { } limit]
                && double.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out double most)
                && most is > 0 and <= 100)
            {
                _deviation = Math.Min(_deviation, most);
                _reasons.Add("deviation");
            }
            else if (rule is "disagreement" or "flip" or "fail" or "parse")
            {
                _reasons.Add(rule);
            }
            else
            {
                throw new InvalidInputException(
                    "escalate",
                    $"\"{rule}\"",
                    "disagreement, flip, fail, parse, deviation:LIMIT or audit:SHARE");
            }
        }
    }

    /// <summary>Reads the rules of a layer.</summary>
    /// <param name="rules">
    /// <c>disagreement</c>: two judges are a grade or more apart, or one passes what another fails. <c>flip</c>: a
    /// pairwise judge changed its mind with the order. <c>fail</c>: a judge fails the output. <c>parse</c>: a judge
    /// gave no grade, whatever the reason. <c>deviation:LIMIT</c>: a weighted or repeated score has a larger standard
    /// deviation. <c>audit:SHARE</c>: a seeded share of what no judge objects to.
    /// </param>
    /// <exception cref="InvalidInputException">A rule is none of these.</exception>
    public static EscalationRules Parse(IEnumerable<string> rules) => new(rules);

    /// <summary>Every rule that one sample's verdicts meet; empty when they stand.</summary>
    /// <param name="layer">The layer's verdicts on one output.</param>
    /// <param name="passFrom">Lowest score that is a pass.</param>
    /// <param name="seed">Seed of the audit: a larger share only adds samples.</param>
    public IReadOnlyList<string> Met(IReadOnlyList<Verdict> layer, double passFrom, long seed)
    {
        ArgumentNullException.ThrowIfNull(layer);
        List<string> met = [];
        double[] scores =
            [.. layer.Where(verdict => verdict.Score is not null).Select(verdict => verdict.Score!.Value)];
        Add("disagreement", scores.Length > 1
            && (scores.Max() - scores.Min() >= 1 || (scores.Min() < passFrom && scores.Max() >= passFrom)));
        Add("flip", layer.Any(verdict => verdict.OrderFlip == true));
        Add("fail", scores.Any(score => score < passFrom));
        Add("parse", scores.Length < layer.Count || layer.Count == 0);
        Add("deviation", layer.Any(verdict => verdict.Deviation > _deviation));

        // Another order than that of the drawing, or an audit would take the samples that were drawn first.
        if (met.Count == 0
            && scores.Length > 0
            && scores.Min() >= passFrom
            && JudgingSample.PlaceOf("audit\n" + layer[0].SampleId, seed) < _audit)
        {
            met.Add("audit");
        }

        return met;

        void Add(string rule, bool isMet)
        {
            if (isMet && _reasons.Contains(rule))
            {
                met.Add(rule);
            }
        }
    }
}
