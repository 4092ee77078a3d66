using System.Diagnostics;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs;

/// <summary>
/// Asks one model the samples of one task. The boundary where a model's failure becomes data. Thread-safe where the
/// model is.
/// </summary>
internal sealed class SampleAsker(LoadedModel model, PlannedTask task)
{
    private readonly double[] _grades = [.. task.Configuration.Grades.Select((_, grade) => (double)grade)];
    private readonly string[] _gradeTexts =
        [.. task.Configuration.Grades.Select(grade => task.Configuration.Lead + grade)];

    /// <summary>What the model gives for a sample: a text, a ranking or an error.</summary>
    public async Task<ModelOutput> AskAsync(Sample sample, CancellationToken cancellationToken)
    {
        try
        {
            return task.Configuration.Ranking == RankingMode.Pointwise
                ? await GradeAsync(sample, cancellationToken)
                : await GenerateAsync(sample, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException
            || !cancellationToken.IsCancellationRequested)
        {
            return new ModelOutput { SampleId = sample.Id, Error = new SampleError("generate", failure.Message) };
        }
    }

    private async Task<ModelOutput> GenerateAsync(Sample sample, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> prompt = task.Render(sample);
        long started = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in model.Client.GetStreamingResponseAsync(
            prompt, task.Options.Clone(), cancellationToken))
        {
            first ??= Stopwatch.GetElapsedTime(started);
            updates.Add(update);
        }

        TimeSpan latency = Stopwatch.GetElapsedTime(started);
        ChatResponse response = updates.ToChatResponse();
        bool isKept = response.AdditionalProperties?.ContainsKey(CachingClient.Cached) == true;
        return new ModelOutput
        {
            SampleId = sample.Id,
            Text = response.Text,
            Ranking = task.Configuration.Ranking is null ? null : RankingParser.Parse(response.Text, sample.Candidates),
            TargetLogLikelihood = await ScoreTargetAsync(sample, prompt, cancellationToken),
            FinishReason = response.FinishReason?.Value,
            Usage = new OutputUsage(
                (int?)response.Usage?.InputTokenCount,
                (int?)response.Usage?.OutputTokenCount,
                isKept ? null : latency.TotalMilliseconds,
                model.Streams && !isKept ? first?.TotalMilliseconds : null),
        };
    }

    private async Task<LogLikelihood?> ScoreTargetAsync(
        Sample sample, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        if (!task.WantsLikelihood || sample.Targets.Count == 0 || model.LogLikelihoods is not { } likelihoods)
        {
            return null;
        }

        IReadOnlyList<LogLikelihood> scored = await likelihoods.ScoreContinuationsAsync(
            prompt, [task.Configuration.Lead + sample.Targets[0]], cancellationToken);
        return scored[0];
    }

    private async Task<ModelOutput> GradeAsync(Sample sample, CancellationToken cancellationToken)
    {
        ILogLikelihoodModel likelihoods = model.LogLikelihoods
            ?? throw new NotSupportedException("The model gives no log-likelihoods, so it cannot grade pointwise.");
        long started = Stopwatch.GetTimestamp();
        double[] expected = await Task.WhenAll(sample.Candidates.Select(async candidate =>
        {
            IReadOnlyList<LogLikelihood> scored = await likelihoods.ScoreContinuationsAsync(
                task.Render(sample, candidate), _gradeTexts, cancellationToken);
            return ExpectedGrade.Compute([.. scored.Select(grade => grade.Sum)], _grades)
                ?? throw new InvalidOperationException($"No grade of candidate '{candidate.Id}' has a probability.");
        }));
        return new ModelOutput
        {
            SampleId = sample.Id,
            Ranking = ExpectedGrade.Rank(sample.Candidates, expected),
            Usage = new OutputUsage(LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds),
        };
    }
}
