using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>
/// A metric of this harness as an evaluator of Microsoft.Extensions.AI.Evaluation. Targets come from a
/// <see cref="SampleContext"/>; without one, a metric that needs targets gives no value.
/// </summary>
/// <param name="metric">The metric.</param>
public sealed class MetricEvaluator(IMetric metric) : IEvaluator
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> EvaluationMetricNames => [metric.Definition.Name];

    /// <inheritdoc/>
    public ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages,
        ChatResponse modelResponse,
        ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelResponse);
        Sample sample = additionalContext?.OfType<SampleContext>().FirstOrDefault()?.Sample ?? new Sample
        {
            Id = "response",
            Input = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "",
        };
        Score score = metric.Score(sample, new()
        {
            SampleId = sample.Id,
            Text = modelResponse.Text,
            FinishReason = modelResponse.FinishReason?.Value,
        });
        EvaluationMetric found = metric.Definition.IsPassFail
            ? new BooleanMetric(metric.Definition.Name, score.Value is { } flag ? flag > 0 : null, score.Reason)
            : new NumericMetric(metric.Definition.Name, score.Value, score.Reason);
        if (score.Value is null)
        {
            found.AddDiagnostics(EvaluationDiagnostic.Error(score.Reason ?? "no value"));
        }

        return ValueTask.FromResult(new EvaluationResult(found));
    }
}
