using System.Diagnostics;
using EvalHarness.Inference.Chat;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Pipeline.Runs.Planning;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>
/// Asks one model the samples of one task. The boundary where a model's failure becomes data. Thread-safe where the
/// model is.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="task">The task.</param>
/// <param name="readsOwnOutputs">A chat model also says how likely it finds what it wrote, where targets are scored:
/// what their likelihood is compared with.</param>
internal sealed class SampleAsker(LoadedModel model, PlannedTask task, bool readsOwnOutputs = false)
{
    private readonly double[] _grades = [.. task.Configuration.Grades.Select((_, grade) => (double)grade)];
    private readonly PromptFormat? _format = model.Client.GetService<ModelPrompts>()?.For(task.Configuration);

    /// <summary>What the model gives for a sample: a text, a ranking or an error.</summary>
    public async Task<ModelOutput> AskAsync(Sample sample, CancellationToken cancellationToken)
    {
        try
        {
            return model.Client.GetService<RecordedModel>() is { } recorded
                ? Recall(recorded, sample)
                : task.Asks is { } asked && !task.Generates
                ? await new TextScorer(model, task, _format).ScoreAsync(sample, asked, cancellationToken)
                : task.Embeds
                ? await new EmbeddingRanker(model, task).RankAsync(sample, cancellationToken)
                : task.AsksEachCandidate
                ? await GradeAsync(sample, cancellationToken)
                : await GenerateAsync(sample, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException
            || (failure is not StoppedException && !cancellationToken.IsCancellationRequested))
        {
            SampleError error = new("generate", EndpointFault.Describe(failure));
            return new ModelOutput { SampleId = sample.Id, Error = error };
        }
    }

    private ModelOutput Recall(RecordedModel recorded, Sample sample)
    {
        ModelOutput output = recorded.Find(task.Name, sample.Id);
        AnswerParts parts = ThinkingBlocks.Split(output.Text, task.ThinkingTags);
        return task.Generates
            ? output with { Text = parts.Answer, Reasoning = Join(output.Reasoning, parts.Reasoning) } : output;
    }

    private async Task<ModelOutput> GenerateAsync(Sample sample, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> prompt = task.Write(sample, _format);
        long started = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in model.Client.GetStreamingResponseAsync(
            prompt, Options(sample), cancellationToken))
        {
            first ??= Stopwatch.GetElapsedTime(started);
            updates.Add(update);
        }

        TimeSpan latency = Stopwatch.GetElapsedTime(started);
        ChatResponse response = updates.ToChatResponse();
        AnswerParts parts = ThinkingBlocks.Split(response.Text, task.ThinkingTags);
        bool isKept = response.AdditionalProperties?.ContainsKey(CachingClient.Cached) == true;
        return new ModelOutput
        {
            SampleId = sample.Id,
            Text = parts.Answer,
            Reasoning = Reasoning(response, parts),
            Ranking = task.Configuration.Ranking is null ? null : RankingParser.Parse(parts.Answer, sample.Candidates),
            TargetLogLikelihood = await ScoreTargetAsync(sample, prompt, cancellationToken),
            OwnLogLikelihood = await ScoreOwnAsync(response.Text, prompt, cancellationToken),
            FinishReason = response.FinishReason?.Value,
            Usage = new OutputUsage(
                (int?)response.Usage?.InputTokenCount,
                (int?)response.Usage?.OutputTokenCount,
                isKept ? null : latency.TotalMilliseconds,
                model.Streams && !isKept ? first?.TotalMilliseconds : null),
        };
    }

    private ChatOptions Options(Sample sample)
    {
        ChatOptions options = task.OptionsOf(sample).Clone();
        options.Seed += sample.Repeat;
        return options;
    }

    private static bool OpensAnswer(IReadOnlyList<ChatMessage> prompt) =>
        RenderedPrompt.Find(prompt)?.OpensAnswer == true;

    // The text as the prompt goes on with it.
    private string Led(IReadOnlyList<ChatMessage> prompt, string text) =>
        (task.Configuration.Lead ?? (OpensAnswer(prompt) || IsSpaced(prompt[^1].Text, text) ? "" : " ")) + text;

    private static bool IsSpaced(string before, string after) =>
        before.Length == 0 || char.IsWhiteSpace(before[^1]) || after.Length == 0 || char.IsWhiteSpace(after[0]);

    // What a server gives as reasoning comes before what stands between tags.
    private static string? Reasoning(ChatResponse response, AnswerParts parts)
    {
        string[] given = [.. response.Messages.SelectMany(message => message.Contents)
            .OfType<TextReasoningContent>().Select(content => content.Text)];
        return Join(string.Concat(given), parts.Reasoning);
    }

    private static string? Join(params string?[] thoughts)
    {
        string?[] found = [.. thoughts.Where(text => !string.IsNullOrWhiteSpace(text))];
        return found.Length > 0 ? string.Join("\n\n", found) : null;
    }

    private async Task<LogLikelihood?> ScoreOwnAsync(
        string text, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken) =>
        readsOwnOutputs && task.WantsLikelihood && !string.IsNullOrWhiteSpace(text)
            && OpensAnswer(prompt) && model.LogLikelihoods is { } likelihoods
            ? (await likelihoods.ScoreContinuationsAsync(prompt, [text], cancellationToken))[0]
            : null;

    private async Task<LogLikelihood?> ScoreTargetAsync(
        Sample sample, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        if (!task.WantsLikelihood || sample.Targets.Count == 0 || model.LogLikelihoods is not { } likelihoods)
        {
            return null;
        }

        IReadOnlyList<LogLikelihood> scored = await likelihoods.ScoreContinuationsAsync(
            prompt, [Led(prompt, sample.Targets[0])], cancellationToken);
        return scored[0];
    }

    private async Task<ModelOutput> GradeAsync(Sample sample, CancellationToken cancellationToken)
    {
        ILogLikelihoodModel likelihoods = model.LogLikelihoods
            ?? throw new NotSupportedException("The model gives no log-likelihoods, so it cannot grade pointwise.");
        long started = Stopwatch.GetTimestamp();
        (double Expected, double Mass)[] graded = await Task.WhenAll(sample.Candidates.Select(async candidate =>
        {
            IReadOnlyList<ChatMessage> prompt = task.Write(sample, _format, candidate);
            IReadOnlyList<LogLikelihood> scored = await likelihoods.ScoreContinuationsAsync(
                prompt, [.. task.Configuration.Grades.Select(grade => Led(prompt, grade))], cancellationToken);
            double expected = ExpectedGrade.Compute([.. scored.Select(grade => grade.Sum)], _grades)
                ?? throw new InvalidOperationException($"No grade of candidate '{candidate.Id}' has a probability.");
            return (expected, Math.Min(1, scored.Sum(grade => Math.Exp(grade.Sum))));
        }));
        return new ModelOutput
        {
            SampleId = sample.Id,
            Ranking = Ranking.FromScores(sample.Candidates, [.. graded.Select(grade => grade.Expected)]),
            AlternativesMass = graded.Average(grade => grade.Mass),
            Usage = new OutputUsage(LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds),
        };
    }
}
