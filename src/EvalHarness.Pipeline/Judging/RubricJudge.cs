using System.Diagnostics;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Grades one output against a rubric with a chat model. An answer in a wrong form is sent back once with what is wrong
/// with it; what is still not a verdict then is unscored. Thread-safe where the client is.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="client">The judge's model; not owned.</param>
/// <param name="prompt">The rubric; asks for <c>{"reasoning", "verdict"}</c> and, best, for the nonce.</param>
/// <param name="outputVariable">The prompt's variable that takes the output.</param>
/// <param name="menu">Grades on offer.</param>
public sealed class RubricJudge(
    string name, IChatClient client, PromptTemplate prompt, string outputVariable, VerdictMenu menu) : IJudge
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public VerdictMenu Menu => menu;

    /// <summary>Seed of the nonces and of sampling.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Time that one call may take.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        PromptFence fence = PromptFence.Of(
            Seed, FormattableString.Invariant($"{name}\n{request.SampleId}\n{request.Model}\n{request.Repeat}"));
        JudgePrompt question = JudgePrompt.Render(prompt, outputVariable, request, fence);
        JudgeAnswer first = await AskAsync(question, question.Messages, cancellationToken);
        if (!first.IsMendable)
        {
            return Judged(request, first, calls: 1);
        }

        ChatMessage[] repair =
        [
            .. question.Messages,
            new(ChatRole.Assistant, first.Text),
            new(ChatRole.User, $"{first.Reading.Message} Answer again with the JSON object alone."),
        ];
        JudgeAnswer second = await AskAsync(question, repair, cancellationToken);

        // An answer that stays wrong is unscored for what was wrong at first.
        JudgeAnswer kept = second.Reading.Verdict is null ? second with { Reading = first.Reading } : second;
        return Judged(request, kept with { Usage = Sum(first.Usage, second.Usage) }, calls: 2);
    }

    private async Task<JudgeAnswer> AskAsync(
        JudgePrompt question, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CallLimit);
        long started = Stopwatch.GetTimestamp();
        try
        {
            ChatResponse response = await client.GetResponseAsync(messages, Options(), limit.Token);
            OutputUsage usage = new(
                (int?)response.Usage?.InputTokenCount,
                (int?)response.Usage?.OutputTokenCount,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return new JudgeAnswer(response.Text, Read(question, response), usage);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            JudgingFailure kind = failure is TimeoutException or OperationCanceledException
                ? JudgingFailure.Timeout
                : JudgingFailure.Http;
            return new JudgeAnswer("", VerdictReading.Unscored(kind, failure.Message), new OutputUsage(
                LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        }
    }

    private VerdictReading Read(JudgePrompt question, ChatResponse response) =>
        response.FinishReason == ChatFinishReason.ContentFilter
            ? VerdictReading.Unscored(JudgingFailure.Refusal, "The endpoint withheld the answer.")
            : question.Read(response.Text, response.FinishReason != ChatFinishReason.Length, menu);

    private ChatOptions Options() => new()
    {
        Temperature = (float)(prompt.Prompt.Settings.Temperature ?? 0),
        MaxOutputTokens = prompt.Prompt.Settings.MaxTokens,
        TopP = (float?)prompt.Prompt.Settings.TopP,
        TopK = prompt.Prompt.Settings.TopK,
        Seed = prompt.Prompt.Settings.Seed ?? Seed,
        StopSequences = prompt.Prompt.Settings.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
    };

    private Verdict Judged(JudgingRequest request, JudgeAnswer answer, int calls) => new()
    {
        Judge = name,
        SampleId = request.SampleId,
        Model = request.Model,
        Score = answer.Reading.Verdict?.Score,
        Failure = answer.Reading.Failure,
        Message = answer.Reading.Message,
        Reasoning = answer.Reading.Verdict?.Reasoning ?? "",
        AbstainReason = answer.Reading.Verdict?.AbstainReason,
        Evidence = answer.Reading.Verdict?.Evidence ?? [],
        InclusionProbability = request.InclusionProbability,
        Repeat = request.Repeat,
        Calls = calls,
        Usage = answer.Usage,
        RawText = answer.Text,
    };

    private static OutputUsage Sum(OutputUsage first, OutputUsage second) => new(
        first.InputTokens + second.InputTokens,
        first.OutputTokens + second.OutputTokens,
        first.LatencyMs + second.LatencyMs);
}
