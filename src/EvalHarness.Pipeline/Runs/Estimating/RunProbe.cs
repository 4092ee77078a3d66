using System.Diagnostics;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Runs.Answering;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>Asks a model a few samples, keeps nothing but the cost.</summary>
internal static class RunProbe
{
    private const int MostSamples = 8;

    /// <summary>What a task costs with a model, scaled up from its first samples.</summary>
    public static async Task<TaskEstimate> MeasureAsync(
        PlannedModel model, LoadedModel loaded, PlannedTask task, int concurrency, CancellationToken cancellationToken)
    {
        List<Sample> some = await task.ReadAsync(cancellationToken).Take(MostSamples).ToListAsync(cancellationToken);
        SampleAsker asker = new(loaded, task);
        long started = Stopwatch.GetTimestamp();
        ModelOutput[] outputs = new ModelOutput[some.Count];
        await Parallel.ForAsync(
            0,
            some.Count,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (i, token) => outputs[i] = await asker.AskAsync(some[i], token));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        int samples = task.KnownSize.Samples;
        double scale = (double)samples / some.Count;
        if (Array.Find(outputs, output => output.Error is not null)?.Error is { } error)
        {
            return new TaskEstimate(
                model.Name, task.Name, samples, Calls(task, some, scale), null, null, null,
                $"the probe failed: {error.Message}");
        }

        return new TaskEstimate(
            model.Name,
            task.Name,
            samples,
            Calls(task, some, scale),
            Scale(outputs.Sum(output => (long?)output.Usage.InputTokens), scale),
            Scale(outputs.Sum(output => (long?)output.Usage.OutputTokens), scale),
            seconds * scale,
            FormattableString.Invariant($"a probe of {some.Count} samples"));
    }

    /// <summary>What a task costs with a model that is not asked: its calls are counted, all else is unknown.</summary>
    public static async Task<TaskEstimate> CountAsync(
        PlannedModel model, PlannedTask task, string whyUnasked, CancellationToken cancellationToken)
    {
        List<Sample> some = await task.ReadAsync(cancellationToken).Take(MostSamples).ToListAsync(cancellationToken);
        int samples = task.KnownSize.Samples;
        return new TaskEstimate(
            model.Name, task.Name, samples, Calls(task, some, (double)samples / some.Count), null, null, null,
            whyUnasked);
    }

    /// <summary>
    /// Calls that a task makes: one per sample, per candidate or per batch of embeddings, and one more for a target's
    /// likelihood.
    /// </summary>
    private static long Calls(PlannedTask task, List<Sample> some, double scale) => task.Generates
        ? task.KnownSize.Samples * (task.WantsLikelihood ? 2L : 1L)
        : (long)Math.Round(some.Sum(sample => task.AsksEachCandidate ? sample.Candidates.Count
            : task.Embeds ? (sample.Candidates.Count / ChainedEmbeddings.MostTexts) + 1
            : 1) * scale);

    private static long? Scale(long? tokens, double scale) =>
        tokens > 0 ? (long)Math.Round(tokens.Value * scale) : null;
}
