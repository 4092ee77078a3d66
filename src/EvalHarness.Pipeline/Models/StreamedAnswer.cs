using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>An answer that is being made elsewhere: its pieces as they come, and then all of it.</summary>
/// <typeparam name="T">What is known of the whole answer.</typeparam>
internal sealed class StreamedAnswer<T>
{
    private readonly string _model;
    private readonly Channel<string> _pieces =
        Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Begins an answer.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="make">Makes the answer, and gives each piece of it on whatever thread.</param>
    public StreamedAnswer(string model, Func<Action<string>, Task<T>> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _model = model;
        Whole = make(piece => _pieces.Writer.TryWrite(piece));
        _ = Whole.ContinueWith(
            _ => _pieces.Writer.TryComplete(),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    /// <summary>The whole answer, or why there is none.</summary>
    public Task<T> Whole { get; }

    /// <summary>
    /// The pieces, to be read once. They end when the answer does, whichever way; <see cref="Whole"/> then tells which.
    /// </summary>
    public IAsyncEnumerable<ChatResponseUpdate> Pieces => ReadAsync();

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync()
    {
        await foreach (string piece in _pieces.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ModelId = _model };
        }
    }
}
