using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judge that asks one chat model by one prompt. Thread-safe where the client is.</summary>
internal abstract class ModelJudge(string name, IChatClient client, PromptTemplate prompt, JudgeCalls? calls) : IJudge
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public abstract VerdictMenu Menu { get; }

    /// <summary>What the prompt shows beside the judged texts.</summary>
    private protected JudgeInstructions Instructions => Model.Calls.Instructions;

    /// <summary>The model as it is asked.</summary>
    private protected JudgeModel Model { get; } = new(client, prompt.Prompt.Settings, calls ?? new());

    /// <inheritdoc/>
    public abstract Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken);

    /// <summary>The question of one call, in a fence of its own.</summary>
    /// <param name="request">What is judged.</param>
    /// <param name="texts">Untrusted texts by variable.</param>
    /// <param name="call">What tells the call from others about the same output; empty for the only one.</param>
    private protected JudgePrompt Render(
        JudgingRequest request, IReadOnlyDictionary<string, string> texts, string call = "") => JudgePrompt.Render(
        prompt,
        texts,
        Instructions,
        PromptFence.From(Model.Calls.Seed, FormattableString.Invariant(
            $"{name}\n{request.SampleId}\n{request.Model}\n{request.Repeat}{call}")));
}
