using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judge that asks one chat model by one prompt. Thread-safe where the client is.</summary>
internal abstract class ModelJudge : IJudge
{
    private protected ModelJudge(string name, IChatClient client, PromptTemplate prompt) =>
        (Name, Prompt, Model) = (name, prompt, new JudgeModel(client, prompt.Prompt.Settings));

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public abstract VerdictMenu Menu { get; }

    /// <summary>Seed of the nonces and of sampling.</summary>
    public long Seed
    {
        get => Model.Seed;
        init => Model.Seed = value;
    }

    /// <summary>Time that one call may take; <c>null</c> for what its model's chain allows.</summary>
    public TimeSpan? CallLimit
    {
        get => Model.CallLimit;
        init => Model.CallLimit = value;
    }

    /// <summary>Temperature where the prompt sets none.</summary>
    internal double Temperature
    {
        get => Model.Temperature;
        init => Model.Temperature = value;
    }

    /// <summary>What the prompt shows beside the judged texts.</summary>
    internal JudgeInstructions Instructions { get; init; } = JudgeInstructions.Usual;

    /// <summary>What is asked.</summary>
    private protected PromptTemplate Prompt { get; }

    /// <summary>The model as it is asked.</summary>
    private protected JudgeModel Model { get; }

    /// <inheritdoc/>
    public abstract Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken);
}
