using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>A judge as a function of a Kernel, asked through it. Fails closed on what its filters do.</summary>
/// <param name="kernel">The Kernel.</param>
/// <param name="definition">The judge.</param>
/// <param name="function">Its function.</param>
internal sealed class HostedJudge(Kernel kernel, JudgeDefinition definition, KernelFunction function)
{
    private readonly JudgeArguments _arguments = new(definition);

    /// <summary>Judges one output; of a master its blind verdict.</summary>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken) =>
        await InvokeAsync(request, [], cancellationToken) switch
        {
            (Verdict verdict, _) => Check(request, verdict),
            (MasterReview review, _) => Check(request, review.Blind),
            (_, { } problem) => Unscored(request, problem),
            _ => Unscored(request, "A filter of the Kernel put something else in the place of the verdict."),
        };

    /// <summary>Reviews the verdicts of a panel.</summary>
    public async Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cancellationToken)
    {
        (object? value, string? problem) = await InvokeAsync(request, panel, cancellationToken);
        if (value is not MasterReview review)
        {
            problem ??= "A filter of the Kernel put something else in the place of the review.";
            return new MasterReview(Unscored(request, problem), null, null, problem, "", new OutputUsage());
        }

        string? off = Problem(review.Score);
        return review with
        {
            Blind = Check(request, review.Blind),
            Score = off is null ? review.Score : null,
            HumanReason = off ?? review.HumanReason
                ?? (review.Score is null ? "The review gave no score and no reason." : null),
        };
    }

    private async Task<(object? Value, string? Problem)> InvokeAsync(
        JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cancellationToken)
    {
        try
        {
            FunctionResult result = await kernel.InvokeAsync(
                function, _arguments.Write(request, panel), cancellationToken);
            return (result.GetValue<object>(), null);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is not InvalidInputException)
        {
            return (null, $"A filter of the Kernel stopped the call: {failure.Message}");
        }
    }

    // A filter may change what a judge said, not whom it is about, and not what grades there are.
    private Verdict Check(JudgingRequest request, Verdict verdict) =>
        Problem(verdict.Score) is { } problem
            ? Unscored(request, problem)
            : verdict with { SampleId = request.SampleId, Model = request.Model, Repeat = request.Repeat };

    private string? Problem(double? score)
    {
        (double worst, double best) = (definition.Menu.Scores[0], definition.Menu.Scores[^1]);
        return score is { } given && !(given >= worst && given <= best)
            ? FormattableString.Invariant($"{given} is no score from {worst} to {best}.")
            : null;
    }

    private Verdict Unscored(JudgingRequest request, string message) => new()
    {
        Judge = definition.Name,
        SampleId = request.SampleId,
        Model = request.Model,
        Repeat = request.Repeat,
        InclusionProbability = request.InclusionProbability,
        Failure = JudgingFailure.Refusal,
        Message = message,
    };
}
