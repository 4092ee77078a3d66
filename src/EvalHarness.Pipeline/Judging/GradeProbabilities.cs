using EvalHarness.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Statistics;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// How probable each grade was at the place where a judge wrote its own (G-Eval, Liu et al., arXiv 2303.16634): from
/// the model's log-likelihoods where it has them, else from the log-probabilities beside the answer.
/// </summary>
internal static class GradeProbabilities
{
    // Log-likelihoods of a model are single precision sums.
    private const double Slack = 1e-3;

    /// <summary>The model is asked for likelihoods after it has answered.</summary>
    public static bool AsksLikelihoods(IChatClient client) => client.GetService<ILogLikelihoodModel>() is not null;

    /// <summary>Weighs the grades of an answer that holds one.</summary>
    /// <param name="client">The judge's model.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="menu">Grades on offer.</param>
    /// <param name="thinkingTags">Tags around the judge's thoughts, which hold no grade.</param>
    /// <param name="callLimit">Time that asking may take; <c>null</c> for what the model's chain allows.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The weighted score, unscored where too little mass is on grades; or why there is none.</returns>
    public static async Task<(ProbabilityWeightedScore? Score, string? Reason)> WeighAsync(
        IChatClient client,
        JudgeAnswer answer,
        VerdictMenu menu,
        IReadOnlyList<string> thinkingTags,
        TimeSpan? callLimit,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (callLimit is { } most)
        {
            limit.CancelAfter(most);
        }

        try
        {
            IReadOnlyList<(double Score, double Probability)>? grades =
                client.GetService<ILogLikelihoodModel>() is { } likelihoods
                    ? await AskAsync(likelihoods, answer, menu, thinkingTags, limit.Token)
                    : Read(answer.Response, menu, thinkingTags);
            return grades is null
                ? (null, "The model gave no log-probabilities of its grade, which a weighted score needs.")
                : grades.Sum(grade => grade.Probability) is double.NaN or > 1 + Slack
                    ? (null, "The probabilities of the grades are none.")
                    : (ProbabilityWeightedScore.From(Scaled(grades)), null);
        }
        catch (Exception failure) when (failure is not StoppedException && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"The grades could not be weighed: {EndpointFault.Describe(failure)}");
        }
    }

    // Rounding may leave the sum a little above 1, never more.
    private static IEnumerable<(double, double)> Scaled(IReadOnlyList<(double Score, double Probability)> grades)
    {
        double sum = Math.Max(1, grades.Sum(grade => grade.Probability));
        return grades.Select(grade => (grade.Score, grade.Probability / sum));
    }

    // p(grade | answer up to it) = p(answer up to it, grade) / p(answer up to it).
    private static async Task<IReadOnlyList<(double, double)>?> AskAsync(
        ILogLikelihoodModel model,
        JudgeAnswer answer,
        VerdictMenu menu,
        IReadOnlyList<string> thinkingTags,
        CancellationToken cancellationToken)
    {
        if (GradePlace.Find(answer.Verdict.RawText, thinkingTags) is not { } place)
        {
            return null;
        }

        // Where one grade begins another, such as 1 and 10, only what follows tells them apart.
        string end = menu.Grades.Any(grade => BeginsAnother(grade, menu)) ? place.End : "";
        string[] continuations =
            [place.Before, .. menu.Grades.Select(grade => place.Before + place.Lead + grade + end)];
        IReadOnlyList<LogLikelihood> scored = await model.ScoreContinuationsAsync(
            answer.Conversation, continuations, cancellationToken);
        return [.. menu.Scores.Select((score, i) => (score, Math.Exp(scored[i + 1].Sum - scored[0].Sum)))];
    }

    private static List<(double, double)>? Read(
        ChatResponse? response, VerdictMenu menu, IReadOnlyList<string> thinkingTags)
    {
        if (response?.AdditionalProperties?.GetValueOrDefault(LogProbabilityOption.Result)
            is not IReadOnlyList<TextLogProbability> { Count: > 0 } tokens)
        {
            return null;
        }

        string text = string.Concat(tokens.Select(token => token.Text));
        if (GradePlace.Find(text, thinkingTags) is not { } place || menu.ScoreOf(place.Grade) is not { } given)
        {
            return null;
        }

        int at = place.Before.Length + place.Lead.Length;
        (int index, int start) = TokenAt(tokens, at);
        string before = text[start..at];
        double own = Own(tokens, index, at + place.Grade.Length - start, BeginsAnother(place.Grade, menu));
        List<(double, double)> grades = [(given, own)];
        foreach (TextAlternative other in tokens[index].Alternatives
            .Where(other => other.Text != tokens[index].Text)
            .DistinctBy(other => other.Text))
        {
            string rest = before.Length > 0 && other.Text.StartsWith(before, StringComparison.Ordinal)
                ? other.Text[before.Length..]
                : other.Text;
            if (ScoreOf(rest, menu) is { } score)
            {
                grades.Add((score, Math.Exp(other.LogProbability)));
            }
        }

        return grades;
    }

    // The probability of all tokens that make up the grade as it was written, and of what ends it where that matters.
    private static double Own(IReadOnlyList<TextLogProbability> tokens, int first, int length, bool withEnd)
    {
        double sum = 0;
        int read = 0;
        for (int i = first; i < tokens.Count && (read < length || (withEnd && read == length)); i++)
        {
            sum += tokens[i].LogProbability;
            read += tokens[i].Text.Length;
        }

        return Math.Exp(sum);
    }

    private static (int Index, int Start) TokenAt(IReadOnlyList<TextLogProbability> tokens, int character)
    {
        int start = 0;
        for (int i = 0; ; i++)
        {
            if (start + tokens[i].Text.Length > character)
            {
                return (i, start);
            }

            start += tokens[i].Text.Length;
        }
    }

    // A token that could have stood there: a grade, perhaps with its quotation mark or what follows it, or the
    // beginning of one grade alone. One that could be two grades counts for none.
    private static double? ScoreOf(string token, VerdictMenu menu)
    {
        string begun = token.TrimStart(' ', '\t', '\r', '\n', '"');
        string grade = begun.TrimEnd(' ', '\t', '\r', '\n', '"', ',', '}', '.');
        if (grade.Length == 0)
        {
            return null;
        }

        if (menu.ScoreOf(grade) is { } score)
        {
            return grade.Length < begun.Length || !BeginsAnother(grade, menu) ? score : null;
        }

        int[] meant =
        [
            .. Enumerable.Range(0, menu.Grades.Count).Where(i =>
                grade.Length == begun.Length
                && menu.Grades[i].StartsWith(grade, StringComparison.OrdinalIgnoreCase)),
        ];
        return meant is [var only] ? menu.Scores[only] : null;
    }

    private static bool BeginsAnother(string grade, VerdictMenu menu) => menu.Grades.Any(other =>
        other.Length > grade.Length && other.StartsWith(grade, StringComparison.OrdinalIgnoreCase));
}
