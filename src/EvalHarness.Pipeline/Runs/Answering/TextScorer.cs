using System.Diagnostics;
using System.Globalization;
using EvalHarness.Inference.Chat;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Tasks;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>Reads how likely a model finds a sample's texts. Texts with one context are scored together.</summary>
/// <param name="model">The model.</param>
/// <param name="task">The task.</param>
/// <param name="format">How the model's prompts are written.</param>
internal sealed class TextScorer(LoadedModel model, PlannedTask task, PromptFormat? format)
{
    /// <summary>The log-likelihoods of a sample's texts; of choices also their order.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="asked">What the task asks.</param>
    /// <param name="cancellationToken">Cancels between texts.</param>
    public async Task<ModelOutput> ScoreAsync(
        Sample sample, TaskOutputType asked, CancellationToken cancellationToken)
    {
        ILogLikelihoodModel likelihoods = model.LogLikelihoods
            ?? throw new NotSupportedException("The model gives no log-likelihoods.");
        long started = Stopwatch.GetTimestamp();
        LogLikelihood[] found = asked == TaskOutputType.LogLikelihoodRolling
            ? [await likelihoods.ScoreTextAsync(sample.ScoredTexts[0].Text, cancellationToken)]
            : await ScoreAsync(sample, likelihoods, cancellationToken);
        bool chooses = asked == TaskOutputType.MultipleChoice;
        RankedCandidate[] order = [.. found.Take(chooses ? sample.Choices.Count : 1)
            .Select((likelihood, place) => new RankedCandidate(
                place.ToString(CultureInfo.InvariantCulture), likelihood.Sum))
            .OrderByDescending(choice => choice.Score)];
        return new()
        {
            SampleId = sample.Id,
            Text = chooses ? sample.Choices[int.Parse(order[0].Id, CultureInfo.InvariantCulture)] : "",
            Ranking = new(order),
            TargetLogLikelihood = chooses ? null : found[0],
            LogLikelihoods = found,
            Usage = new OutputUsage(LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds),
        };
    }

    private async Task<LogLikelihood[]> ScoreAsync(
        Sample sample, ILogLikelihoodModel likelihoods, CancellationToken cancellationToken)
    {
        LogLikelihood[] found = new LogLikelihood[sample.ScoredTexts.Count];
        foreach (var alike in sample.ScoredTexts.Index().GroupBy(scored => scored.Item.Context, StringComparer.Ordinal))
        {
            IReadOnlyList<ChatMessage> prompt = alike.Key is { } context
                ? RenderedPrompt.ToMessages(RenderedChat.FromPlainText(context))
                : task.Write(sample, format);
            IReadOnlyList<LogLikelihood> scores = await likelihoods.ScoreContinuationsAsync(
                prompt, [.. alike.Select(scored => scored.Item.Text)], cancellationToken);
            foreach (((int place, _), LogLikelihood score) in alike.Zip(scores))
            {
                found[place] = score;
            }
        }

        return found;
    }
}
