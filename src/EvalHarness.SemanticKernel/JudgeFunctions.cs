using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>The harness's judges as functions of a Kernel.</summary>
public static class JudgeFunctions
{
    /// <summary>
    /// A judge as a function that takes the texts of its prompt and gives a <see cref="Verdict"/>, of a master a
    /// <see cref="MasterReview"/>.
    /// </summary>
    /// <remarks>
    /// It fails closed: an answer that cannot be relied on has no score and says why. The function throws only for a
    /// missing text and when it is cancelled.
    /// </remarks>
    /// <param name="definition">The judge.</param>
    /// <param name="client">Its model; not owned.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <param name="name">Name of the function: letters, digits and underscores.</param>
    public static KernelFunction Create(JudgeDefinition definition, IChatClient client, long seed, string name)
    {
        ArgumentNullException.ThrowIfNull(definition);
        JudgeArguments reader = new(definition);
        IJudge judge = JudgeFactory.Create(definition, client, seed);
        MasterJudge? master = definition.IsMaster ? JudgeFactory.CreateMaster(definition, client, seed) : null;
        Delegate ask = master is null
            ? (KernelArguments arguments, CancellationToken stop) => judge.JudgeAsync(reader.Read(arguments), stop)
            : (KernelArguments arguments, CancellationToken stop) =>
                master.ReviewAsync(reader.Read(arguments), JudgeArguments.ReadPanel(arguments), stop);
        return KernelFunctionFactory.CreateFromMethod(
            ask,
            new KernelFunctionFromMethodOptions
            {
                FunctionName = name,
                Description = definition.Prompt.Prompt.Description ?? $"Judges a text as {definition.Name}.",
                Parameters = reader.Parameters,
                ReturnParameter = new KernelReturnParameterMetadata
                {
                    Description = $"The verdict: a score from {definition.Menu.Scores[0]} to "
                        + $"{definition.Menu.Scores[^1]}, or the reason why there is none.",
                    ParameterType = master is null ? typeof(Verdict) : typeof(MasterReview),
                },
            });
    }
}
