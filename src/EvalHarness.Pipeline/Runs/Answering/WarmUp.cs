using System.Diagnostics;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>
/// Lets a model whose weights run in this process answer something before its times count: the first answers are slow
/// because code is still compiled and weights are still read. Nothing of it is kept, and what the model answers later
/// does not depend on it.
/// </summary>
internal static class WarmUp
{
    private const int Together = 4;
    private const int Tokens = 16;
    private const double AtMostSeconds = 0.5;
    private const double NoFaster = 0.9;
    private const string Question = "On Monday a storm cut the power of some hundred homes in the old town.";

    /// <summary>
    /// Asks until that takes about as long as before, but begins nothing after half a second; asks nothing of models
    /// whose weights are elsewhere, which may cost money.
    /// </summary>
    public static async Task RunAsync(LoadedModel model, CancellationToken cancellationToken)
    {
        if (model.Client.GetService<ILogitsModel>() is not { } weights)
        {
            return;
        }

        try
        {
            int[] question = weights.EncodeText(Question);
            long start = Stopwatch.GetTimestamp();
            double before = double.MaxValue;
            for (double last = 0; last < NoFaster * before && Seconds(start) < AtMostSeconds;)
            {
                before = last == 0 ? double.MaxValue : last;
                long begun = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, Together).Select(
                    _ => weights.ContinueAsync(question, Tokens, cancellationToken)));
                last = Seconds(begun);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever is wrong with the model is told by the questions that count.
        }
    }

    private static double Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds;
}
