using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>A model as a user writes it: named by configurations, and loaded from this assembly's file.</summary>
public sealed class SupportModel(JsonObject settings) : IChatClient, ILogLikelihoodModel
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string question = messages.Last().Text;
        return (string?)settings["does"] switch
        {
            "nothing" => Task.FromResult<ChatResponse>(null!),
            "end at once" => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, ""))),
            "fail" => throw new InvalidOperationException($"no route with the key {settings["apiKey"]}"),
            _ => Task.FromResult(new ChatResponse(new ChatMessage(
                ChatRole.Assistant,
                question.Replace("What is item", (string?)settings["word"] ?? "answer", StringComparison.Ordinal)
                    .TrimEnd('?')))),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ILogLikelihoodModel) && settings["likelihoods"] is null ? null
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogLikelihood>> ScoreContinuationsAsync(
        IReadOnlyList<ChatMessage> prompt, IReadOnlyList<string> continuations, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LogLikelihood>>([.. continuations.Select(_ => new LogLikelihood(-1, 2))]);

    /// <inheritdoc/>
    public Task<LogLikelihood> ScoreTextAsync(string text, CancellationToken cancellationToken) =>
        Task.FromResult(new LogLikelihood(-1, 2));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
