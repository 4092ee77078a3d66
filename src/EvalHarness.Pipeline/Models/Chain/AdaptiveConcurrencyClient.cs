using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// Bounds the calls under way: half as many when the endpoint says that there are too many (429), one more after as
/// many successes as are allowed. Calls wait in the order in which they came.
/// </summary>
internal sealed class AdaptiveConcurrencyClient(IChatClient inner, ChainOptions chain) : WholeAnswerClient(inner)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _running;
    private int _successes;
    private int _period;

    /// <summary>Calls that may be under way now; from 1 to the configured number.</summary>
    public int Allowed { get; private set; } = chain.Concurrency;

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        int period = await EnterAsync(cancellationToken);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(messages, options, cancellationToken);
            Grow();
            return response;
        }
        catch (EndpointException refusal) when (refusal.Status == 429)
        {
            Shrink(period);
            throw;
        }
        finally
        {
            Leave();
        }
    }

    private async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _waiting.AddLast(turn);
            Admit();
        }

        using (cancellationToken.Register(() => Abandon(turn, cancellationToken)))
        using (chain.Stop.Register(() => Abandon(turn, chain.Stop)))
        {
            try
            {
                await turn.Task;
            }
            catch (OperationCanceledException)
            {
                chain.ThrowIfStopped();
                throw;
            }
        }

        lock (_lock)
        {
            return _period;
        }
    }

    private void Abandon(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Whoever was admitted already keeps the turn, and gives it back on leaving.
            if (_waiting.Remove(turn))
            {
                turn.SetCanceled(cancellationToken);
            }
        }
    }

    private void Admit()
    {
        while (_running < Allowed && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _running++;
            first.Value.SetResult();
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _running--;
            Admit();
        }
    }

    private void Grow()
    {
        lock (_lock)
        {
            if (++_successes >= Allowed && Allowed < chain.Concurrency)
            {
                Allowed++;
                _successes = 0;
            }
        }
    }

    // Refusals of calls that were sent before the last halving say nothing about what is allowed now.
    private void Shrink(int period)
    {
        lock (_lock)
        {
            if (period == _period)
            {
                _period++;
                Allowed = Math.Max(1, Allowed / 2);
                _successes = 0;
            }
        }
    }
}
