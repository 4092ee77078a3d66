namespace EvalHarness.Metrics.Retrieval;

/// <summary>
/// Pointwise ranking: a candidate's expected grade under the model's distribution over the grade tokens (Zhuang et
/// al. 2024, "Beyond Yes and No: Improving Zero-Shot LLM Rankers via Scoring Fine-Grained Relevance Labels").
/// </summary>
public static class ExpectedGrade
{
    /// <summary>Σ grade·p(grade), p being the softmax of the grades' log-likelihoods.</summary>
    /// <param name="logLikelihoods">(grades) In nats; −∞ is probability 0.</param>
    /// <param name="grades">(grades) The grade that each one stands for.</param>
    /// <returns>Between the least and the greatest grade; <c>null</c> when nothing is likely, or one is NaN.</returns>
    public static double? Compute(ReadOnlySpan<double> logLikelihoods, ReadOnlySpan<double> grades)
    {
        if (logLikelihoods.Length != grades.Length)
        {
            throw new ArgumentException("Needs one log-likelihood per grade.", nameof(logLikelihoods));
        }

        double highest = double.NegativeInfinity;
        foreach (double logLikelihood in logLikelihoods)
        {
            highest = Math.Max(highest, logLikelihood);
        }

        if (!double.IsFinite(highest))
        {
            return null;
        }

        double weight = 0;
        double weighted = 0;
        for (int i = 0; i < grades.Length; i++)
        {
            double p = Math.Exp(logLikelihoods[i] - highest);
            weight += p;
            weighted += p * grades[i];
        }

        return weighted / weight;
    }
}
