using EvalHarness.Pipeline.Recorded;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Recorded;

/// <summary>
/// A model that answers nothing new: what it answered elsewhere is a <see cref="RecordedModel"/>, obtained through
/// <c>GetService</c>. Thread-safe.
/// </summary>
internal sealed class RecordedChatClient(string name, RecordedModel model) : IChatClient
{
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw Unanswered();

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw Unanswered();

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(RecordedModel) ? model
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private NotSupportedException Unanswered() =>
        new($"The model {name} is recorded: it has answers to the samples of its files only.");
}
