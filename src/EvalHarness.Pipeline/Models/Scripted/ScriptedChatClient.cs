using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Scripted;

/// <summary>
/// A model that answers from a script: for demonstrations, and for tests that must not need weights. Thread-safe.
/// </summary>
internal sealed class ScriptedChatClient(string name, IReadOnlyList<ScriptedAnswer> script)
    : IChatClient, ILogLikelihoodModel
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string prompt = string.Concat(messages.Select(message => message.Text));
        ScriptedAnswer line = await FindAsync(prompt, candidate => candidate.Answer is not null, cancellationToken);
        string[] words = line.Answer!.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, i == 0 ? words[i] : " " + words[i]);
        }

        UsageDetails usage = new() { InputTokenCount = prompt.Split(' ').Length, OutputTokenCount = words.Length };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)])
        {
            FinishReason = new ChatFinishReason(line.FinishReason),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken)
    {
        string text = string.Concat(prompt.Select(message => message.Text));
        ScriptedAnswer line = await FindAsync(
            text, candidate => candidate.LogLikelihoods is not null, cancellationToken);
        return [.. continuations.Select(continuation => line.LogLikelihoods!.TryGetValue(continuation, out double value)
            ? new LogLikelihood(value, Math.Max(1, continuation.Trim().Split(' ').Length))
            : throw new InvalidOperationException(
                $"The script of '{name}' has no log-likelihood for '{continuation}'."))];
    }

    /// <inheritdoc/>
    public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The script of '{name}' has no log-likelihoods of whole texts.");

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task<ScriptedAnswer> FindAsync(
        string prompt, Func<ScriptedAnswer, bool> answers, CancellationToken cancellationToken)
    {
        ScriptedAnswer line = script.FirstOrDefault(candidate =>
                prompt.Contains(candidate.Contains, StringComparison.Ordinal)
                && (candidate.Error is not null || answers(candidate)))
            ?? throw new InvalidOperationException($"The script of '{name}' has no line for this prompt.");
        await Task.Delay(line.DelayMs, cancellationToken);
        return line.Error is null ? line : throw new InvalidOperationException(line.Error);
    }
}
