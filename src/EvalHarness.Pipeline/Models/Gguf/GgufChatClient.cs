using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>
/// A GGUF model in an engine, behind the standard seam: chat, streamed or not, and log-likelihoods. Thread-safe;
/// requests that are made together are decoded together. Owns the engine.
/// </summary>
/// <remarks>
/// <see cref="LogProbabilityOption"/> asks for log-probabilities; the last update then carries them.
/// </remarks>
/// <param name="name">The model's name.</param>
/// <param name="engine">The engine; owned.</param>
/// <param name="prompts">How conversations are written.</param>
/// <param name="provider">Name of the engine's provider.</param>
internal sealed class GgufChatClient(
    string name, InferenceEngine engine, ModelPrompts prompts, string provider = GgufProvider.ProviderName)
    : IChatClient, ILogLikelihoodModel
{
    private static readonly JsonElement s_object = JsonElement.Parse("""{"type":"object"}""");

    private readonly GgufLogits _logits = new(engine, ownsEngine: false) { Prompts = prompts };

    /// <summary>What answers.</summary>
    internal InferenceEngine Engine => engine;

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan? most = CallLimit.For(options);
        GenerationRequest request = Request([.. messages], options) with
        {
            Started = most is { } time ? () => limit.CancelAfter(time) : null,
        };
        StreamedAnswer<GenerationResult> generation = new(
            name, onText => engine.GenerateAsync(request, onText, limit.Token));
        await foreach (ChatResponseUpdate piece in generation.Pieces)
        {
            yield return piece;
        }

        yield return Last(await WithinAsync(generation.Whole, most, cancellationToken));
    }

    private static async Task<GenerationResult> WithinAsync(
        Task<GenerationResult> generation, TimeSpan? most, CancellationToken cancellationToken)
    {
        try
        {
            return await generation;
        }
        catch (OperationCanceledException late) when (most is not null && !cancellationToken.IsCancellationRequested)
        {
            throw CallLimit.Exceeded(most.Value, late);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        RenderedChat rendered = prompts.Render(prompt);
        ContinuationTokens[] pairs =
            [.. continuations.Select(continuation => rendered.EncodeWith(engine.Tokenizer, continuation))];
        LogLikelihood[] found = new LogLikelihood[pairs.Length];

        // All have one context, unless a continuation gave its first token to an empty one.
        foreach (int[] alike in Enumerable.Range(0, pairs.Length)
            .GroupBy(i => string.Join(' ', pairs[i].Context)).Select(group => group.ToArray()))
        {
            IReadOnlyList<ContinuationScore> scores = await engine.ScoreAsync(
                pairs[alike[0]].Context, [.. alike.Select(i => pairs[i].Continuation)], cancellationToken);
            foreach ((int i, ContinuationScore score) in alike.Zip(scores))
            {
                found[i] = new LogLikelihood(score.LogLikelihood, score.TokenLogLikelihoods.Count)
                {
                    IsGreedy = score.IsGreedy,
                };
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken)
    {
        int[] tokens = engine.EncodePrompt(text);
        if (tokens.Length == 0)
        {
            return new LogLikelihood(0, 0);
        }

        IReadOnlyList<double> terms = await engine.ScoreTextAsync(
            [RollingWindow.PrefixOf(engine.Tokenizer), .. tokens], cancellationToken);
        return new LogLikelihood(terms.Sum(), terms.Count);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(engine) ? engine
            : serviceType == typeof(ILogitsModel) ? _logits
            : serviceType == typeof(ModelPrompts) ? prompts
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(provider, null, name)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    /// <summary>The tokens of a conversation up to the assistant's turn, as the model wants it written.</summary>
    internal int[] Encode(IReadOnlyList<ChatMessage> messages) => prompts.Render(messages).Encode(engine.Tokenizer);

    private GenerationRequest Request(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => new()
    {
        PromptTokens = Encode(messages),
        MaxTokens = options?.MaxOutputTokens ?? new GenerationRequest().MaxTokens,
        Sampling = new SamplingOptions
        {
            Temperature = options?.Temperature ?? 0,
            TopK = options?.TopK ?? 0,
            TopP = options?.TopP ?? 1,
            Seed = unchecked((ulong)(options?.Seed ?? 0)),
        },
        AnswerSchema = options?.ResponseFormat is ChatResponseFormatJson form ? form.Schema ?? s_object : null,
        StopStrings = options?.StopSequences is { } stop ? [.. stop] : [],
        TopLogProbabilities =
            options?.AdditionalProperties?.TryGetValue(LogProbabilityOption.Name, out int count) == true
            ? count
            : null,
    };

    private ChatResponseUpdate Last(GenerationResult result)
    {
        UsageDetails usage = new()
        {
            InputTokenCount = result.PromptTokens,
            OutputTokenCount = result.Tokens.Count,
            TotalTokenCount = result.PromptTokens + result.Tokens.Count,
            CachedInputTokenCount = result.ReusedPromptTokens,
        };
        ChatResponseUpdate last = new(ChatRole.Assistant, [new UsageContent(usage)])
        {
            ModelId = name,
            FinishReason = result.FinishReason is FinishReason.EndOfText or FinishReason.StopString
                ? ChatFinishReason.Stop
                : ChatFinishReason.Length,
        };
        if (result.LogProbabilities is { } logProbabilities)
        {
            last.AdditionalProperties = new() { [LogProbabilityOption.Result] = logProbabilities };
        }

        return last;
    }
}
