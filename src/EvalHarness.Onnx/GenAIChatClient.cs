using System.Runtime.CompilerServices;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Onnx;

/// <summary>
/// A model folder of ONNX Runtime GenAI behind the standard seam: chat, streamed or not, and log-likelihoods. Greedy
/// unless a temperature is given. Thread-safe: greedy questions are answered in batches, others and log-likelihoods
/// each in a sequence of its own. Owns the model.
/// </summary>
/// <param name="name">The model's name.</param>
/// <param name="model">The model; owned.</param>
/// <param name="prompts">How conversations are written.</param>
internal sealed class GenAIChatClient(string name, IGenAIModel model, ModelPrompts prompts)
    : IChatClient, ILogLikelihoodModel
{
    private const int UsualMaxTokens = 256;

    // A sequence uses all the library's threads, so more at a time only take memory.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount));
    private readonly GenAIBatches _batches = new(model);
    private readonly GenAIPrompts _prompts = new(model, prompts);
    private readonly GenAILogits _logits = new(model, prompts);

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
        int[] prompt = _prompts.Encode([.. messages]);
        GenAISampling sampling = Sampling(options);
        int most = options?.MaxOutputTokens ?? UsualMaxTokens;
        string[] stop = options?.StopSequences is { } given ? [.. given] : [];
        StreamedAnswer<GenAIAnswer> answer = new(name, onText =>
            GenAIShape.From(model.Folder, prompt, sampling, most) is { } shape
                ? _batches.AnswerAsync(new GenAIQuestion(prompt, shape, stop, onText, cancellationToken))
                : InPlaceAsync(
                    () => GenAIAnswer.Generate(model, prompt, sampling, most, stop, onText, cancellationToken),
                    cancellationToken));
        await foreach (ChatResponseUpdate piece in answer.Pieces)
        {
            yield return piece;
        }

        yield return Last(await answer.Whole, prompt.Length);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The graph gives only the last position's logits.</exception>
    public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContinuationTokens> pairs = _prompts.EncodeWith(prompt, continuations);
        return InPlaceAsync(
            () => new GenAIScorer(model).ScoreContinuations(pairs, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The graph gives only the last position's logits.</exception>
    public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken)
    {
        int[] tokens = _prompts.EncodeText(text);
        return tokens.Length == 0
            ? Task.FromResult(new LogLikelihood(0, 0))
            : InPlaceAsync(
                () => new GenAIScorer(model).ScoreText([_prompts.Prefix, .. tokens], cancellationToken),
                cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(model) ? model
            : serviceType == typeof(ILogitsModel) ? _logits
            : serviceType == typeof(ModelPrompts) ? prompts
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("onnx-genai", null, name)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        model.Dispose();
        _places.Dispose();
    }

    private async Task<T> InPlaceAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        _batches.BeginOther();
        try
        {
            return await InTurnAsync(work, cancellationToken);
        }
        finally
        {
            _batches.EndOther();
        }
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            // A thread of its own: the pool has as few as processors, and those that read the pieces would wait for
            // one until the answer is whole, as if its first token came with its last.
            return await Task.Factory.StartNew(
                work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _places.Release();
        }
    }

    private static GenAISampling Sampling(ChatOptions? options) => new(
        options?.Temperature ?? 0, options?.TopK ?? 0, options?.TopP ?? 1, options?.Seed ?? 0);

    private ChatResponseUpdate Last(GenAIAnswer answer, int promptTokens) => new(
        ChatRole.Assistant,
        [new UsageContent(new UsageDetails
        {
            InputTokenCount = promptTokens,
            OutputTokenCount = answer.Tokens,
            TotalTokenCount = promptTokens + answer.Tokens,
        })])
    {
        ModelId = name,
        FinishReason = answer.IsStopped ? ChatFinishReason.Stop : ChatFinishReason.Length,
    };
}
