using System.Runtime.ExceptionServices;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Chain;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>A judge as a function of a Kernel, asked through it. Fails closed on what its filters do.</summary>
/// <param name="kernel">The Kernel.</param>
/// <param name="definition">The judge.</param>
/// <param name="function">Its function.</param>
internal sealed class HostedJudge(Kernel kernel, JudgeDefinition definition, KernelFunction function) : IHostedJudge
{
    private readonly JudgeArguments _arguments = new(definition);

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        (object? value, string? problem) = await InvokeAsync(request, [], cancellationToken);
        return value switch
        {
            Verdict verdict => Check(request, verdict),
            MasterReview review => Check(request, review.Blind),
            _ => Unscored(
                request, problem ?? "A filter of the Kernel replaced the verdict by something that is not a verdict."),
        };
    }

    /// <inheritdoc/>
    public async Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cancellationToken)
    {
        (object? value, string? problem) = await InvokeAsync(request, panel, cancellationToken);
        if (value is not MasterReview review)
        {
            problem ??= "A filter of the Kernel replaced the review by something that is not a review.";
            return MasterReview.LeftToPerson(Unscored(request, problem), problem);
        }

        string? problemOfScore = Problem(review.Score);
        double? score = problemOfScore is null ? review.Score : null;
        return review with
        {
            Blind = Check(request, review.Blind),
            Action = problemOfScore is null ? review.Action : null,
            Score = score,
            HumanReason = score is not null
                ? null
                : problemOfScore ?? review.HumanReason ?? "The review gave no score and no reason.",
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
        catch (KernelFunctionCanceledException cancelled) when (cancelled.InnerException is StoppedException stopped)
        {
            ExceptionDispatchInfo.Throw(stopped);
            throw;
        }
        catch (Exception failure) when (kernel.FunctionInvocationFilters.Count > 0
            && !cancellationToken.IsCancellationRequested
            && failure is not (InvalidInputException or StoppedException))
        {
            return (null, $"A filter of the Kernel stopped the call: {failure.Message}");
        }
    }

    // A filter may change what a judge said; not who said it of what, nor which scores there are.
    private Verdict Check(JudgingRequest request, Verdict verdict) =>
        (Problem(verdict.Score) ?? Contradiction(verdict)) is { } problem
            ? Unscored(request, problem)
            : verdict with
            {
                Judge = definition.Name,
                SampleId = request.SampleId,
                Model = request.Model,
                Repeat = request.Repeat,
                InclusionProbability = request.InclusionProbability,
            };

    private string? Problem(double? score)
    {
        (double worst, double best) = (definition.Menu.Scores[0], definition.Menu.Scores[^1]);
        return score is { } given && !(given >= worst && given <= best)
            ? FormattableString.Invariant(
                $"A filter of the Kernel gave the score {given}, which is not between {worst} and {best}.")
            : null;
    }

    private static string? Contradiction(Verdict verdict) => verdict switch
    {
        { Score: not null, Failure: not null } => "A filter of the Kernel returned a score together with a failure.",
        { Score: null, Failure: null, AbstainReason: null } => "A filter of the Kernel took the score away.",
        _ => null,
    };

    private Verdict Unscored(JudgingRequest request, string message) =>
        Verdict.From(definition.Name, request).Unscored(JudgingFailure.Refusal, message);
}
