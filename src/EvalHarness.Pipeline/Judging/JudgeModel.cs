using System.Diagnostics;
using EvalHarness.Inference.Engine;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// A judge's model as it is asked: whatever it answers, and when it does not, comes back as data. An answer in a wrong
/// form is sent back once with what is wrong with it. Thread-safe where the client is, once it is set up.
/// </summary>
/// <param name="client">The model; not owned.</param>
/// <param name="settings">The prompt's own settings, which win.</param>
/// <param name="calls">How it is asked.</param>
internal sealed class JudgeModel(IChatClient client, PromptSettings settings, JudgeCalls calls)
{
    // The most that endpoints give.
    private const int Alternatives = 20;

    private readonly bool _mayHaveSchema = client.GetService<ChatClientMetadata>()?.ProviderName == "openai";

    // The engines of this process never refuse a schema of ours.
    private readonly bool _followsSchema = client.GetService<InferenceEngine>() is not null;

    private volatile bool _refusesSchema;

    /// <summary>The model.</summary>
    public IChatClient Client => client;

    /// <summary>How it is asked.</summary>
    public JudgeCalls Calls => calls;

    /// <summary>Log-probabilities are asked for beside the answer.</summary>
    public bool WantsLogProbabilities { get; set; }

    /// <summary>Asks, and once more when the answer has a wrong form.</summary>
    /// <param name="asked">The verdict as it is before the answer; its repeat is the repeat of the question.</param>
    /// <param name="messages">The question.</param>
    /// <param name="schema">The form of the answer, for models that can be held to one.</param>
    /// <param name="repair">What to ask for after saying what is wrong.</param>
    /// <param name="read">Reads an answer; the second argument says whether it is whole.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws.</param>
    public async Task<JudgeAnswer> AskAsync(
        Verdict asked,
        IReadOnlyList<ChatMessage> messages,
        AnswerSchema schema,
        string repair,
        Func<string, bool, Verdict> read,
        CancellationToken cancellationToken)
    {
        JudgeAnswer answer = await AskOnceAsync(asked, messages, schema, read, cancellationToken);
        if (!answer.IsMendable)
        {
            return answer;
        }

        Verdict first = answer.Verdict;
        ChatMessage[] again =
        [
            .. messages,
            new(ChatRole.Assistant, first.RawText),
            new(ChatRole.User, $"{first.Message} {repair}"),
        ];
        answer = await AskOnceAsync(asked, again, schema, read, cancellationToken);
        Verdict second = answer.Verdict;
        return answer with
        {
            // An answer that stays wrong is unscored for what was wrong at first.
            Verdict = (second.Failure is null ? second : second.Unscored(first.Failure!.Value, first.Message!)) with
            {
                Usage = Usages.Sum(first.Usage, second.Usage),
                Calls = 2,
            },
        };
    }

    /// <summary>Asks once.</summary>
    public async Task<JudgeAnswer> AskOnceAsync(
        Verdict asked,
        IReadOnlyList<ChatMessage> messages,
        AnswerSchema schema,
        Func<string, bool, Verdict> read,
        CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            ChatResponse response = await CallAsync(messages, schema, asked.Repeat, cancellationToken);
            Verdict said = response.FinishReason == ChatFinishReason.ContentFilter
                ? asked.Unscored(JudgingFailure.Refusal, "The endpoint withheld the answer.")
                : read(response.Text, response.FinishReason != ChatFinishReason.Length);
            OutputUsage usage = new(
                (int?)response.Usage?.InputTokenCount,
                (int?)response.Usage?.OutputTokenCount,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return new JudgeAnswer(
                said with { RawText = response.Text, Calls = 1, Usage = usage }, messages, response);
        }
        catch (Exception failure) when (failure is not StoppedException && !cancellationToken.IsCancellationRequested)
        {
            JudgingFailure kind = failure
                is TimeoutException or OperationCanceledException or EndpointException { IsTimeout: true }
                ? JudgingFailure.Timeout
                : JudgingFailure.Http;
            OutputUsage usage = new(LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return new JudgeAnswer(
                asked.Unscored(kind, EndpointFault.Describe(failure)) with { Calls = 1, Usage = usage }, messages);
        }
    }

    // A server that knows no schemas says so with a refusal; the prompt asks for the same form in words.
    private async Task<ChatResponse> CallAsync(
        IReadOnlyList<ChatMessage> messages, AnswerSchema schema, int repeat, CancellationToken cancellationToken)
    {
        ChatOptions options = Options(repeat);
        if (!calls.IsConstrained)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        if (_followsSchema)
        {
            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.Lenient, "answer");
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        if (!_mayHaveSchema || _refusesSchema)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        ChatOptions held = options.Clone();
        held.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.Strict, "answer");
        try
        {
            return await client.GetResponseAsync(messages, held, cancellationToken);
        }
        catch (EndpointException refusal) when (!refusal.IsTransient
            && refusal.Status is (400 or 404 or 415 or 422 or 501))
        {
            ChatResponse response = await client.GetResponseAsync(messages, options, cancellationToken);
            _refusesSchema = true;
            return response;
        }
    }

    private ChatOptions Options(int repeat)
    {
        ChatOptions options = new()
        {
            Temperature = (float)(settings.Temperature ?? calls.Temperature),
            MaxOutputTokens = settings.MaxTokens,
            TopP = (float?)settings.TopP,
            TopK = settings.TopK,
            Seed = (settings.Seed ?? calls.Seed) + repeat,
            StopSequences = settings.StopSequences is { Count: > 0 } stop ? [.. stop] : null,
        };
        if (repeat > 0 || WantsLogProbabilities || calls.Limit is not null)
        {
            options.AdditionalProperties = [];
        }

        if (repeat > 0)
        {
            options.AdditionalProperties![CachingClient.RepeatOption] = repeat;
        }

        if (calls.Limit is { } limit)
        {
            options.AdditionalProperties![CallLimit.Option] = limit;
        }

        if (WantsLogProbabilities)
        {
            options.AdditionalProperties![LogProbabilityOption.Name] = Alternatives;
        }

        return options;
    }
}
