namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Two engines in step: one hands rows of logits over, the other takes them as its own come.</summary>
internal static class StepwiseReading
{
    /// <summary>Runs both sides to their end; when one fails, the other ends too, and the failure counts.</summary>
    /// <param name="vocabulary">Logits per row.</param>
    /// <param name="most">Most rows worth holding.</param>
    /// <param name="hand">Puts the baseline's rows.</param>
    /// <param name="take">Takes and releases each of them.</param>
    /// <param name="cancellationToken">Ends both.</param>
    public static async Task RunAsync(
        int vocabulary,
        int most,
        Func<LogitRows, CancellationToken, Task> hand,
        Func<LogitRows, CancellationToken, Task> take,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using LogitRows rows = new(vocabulary, most, stop.Token);
        Task handing = hand(rows, stop.Token);
        Task taking = take(rows, stop.Token);
        Task first = await Task.WhenAny(handing, taking);
        if (!first.IsCompletedSuccessfully)
        {
            // The other one waits for rows that will never come.
            await stop.CancelAsync();
        }

        await Task.WhenAll(handing, taking).ContinueWith(_ => { }, TaskScheduler.Default);
        await first;
        await Task.WhenAll(handing, taking);
    }
}
