using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>An evaluator of Microsoft.Extensions.AI.Evaluation as a metric of this harness.</summary>
/// <param name="evaluator">The evaluator; it must not need more than the conversation and the response.</param>
/// <param name="definition">Its name here, and how its values are to be read.</param>
/// <param name="metricName">The evaluator's metric to take; <c>null</c> for its first.</param>
/// <param name="chat">The model that the evaluator may ask; <c>null</c> for none.</param>
public sealed class EvaluatorMetric(
    IEvaluator evaluator, MetricDefinition definition, string? metricName = null, ChatConfiguration? chat = null)
    : IMetric
{
    /// <inheritdoc/>
    public MetricDefinition Definition => definition;

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(output);
        if (output.Error is not null)
        {
            return FaultyScore.Create(
                sample, definition, ScoreFault.Transport, ScoreFaults.Describe(ScoreFault.Transport, output));
        }

        ChatMessage[] messages = sample.Messages.Count > 0
            ? [.. sample.Messages.Select(message => new ChatMessage(new ChatRole(message.Role), message.Content))]
            : [new ChatMessage(ChatRole.User, sample.Input)];
        ChatResponse response = new(new ChatMessage(ChatRole.Assistant, output.Text))
        {
            FinishReason = output.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
        };
        EvaluationResult result = evaluator
            .EvaluateAsync(messages, response, chat, [new SampleContext(sample)]).AsTask().GetAwaiter().GetResult();
        string name = metricName ?? evaluator.EvaluationMetricNames.First();
        if (!result.Metrics.TryGetValue(name, out EvaluationMetric? found))
        {
            return CustomScore.Missing(sample, definition, $"the evaluator gave no metric \"{name}\"");
        }

        double? value = found switch
        {
            NumericMetric number => number.Value,
            BooleanMetric flag => flag.Value is { } isTrue ? (isTrue ? 1 : 0) : null,
            _ => null,
        };
        string? why = found.Reason
            ?? found.Diagnostics?.FirstOrDefault(item => item.Severity == EvaluationDiagnosticSeverity.Error)?.Message;
        return CustomScore.Check(new(sample.Id, definition.Name, value, value is null ? why : null), definition);
    }
}
