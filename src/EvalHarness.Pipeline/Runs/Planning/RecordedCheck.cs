using System.Globalization;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Checks that metrics of recorded log-likelihoods have what they need, and agree with the file's own values of the
/// same name: a task may count in a way that its file does not show.
/// </summary>
/// <param name="metrics">The task's metrics.</param>
/// <param name="fields">Fields that every sample must have.</param>
internal sealed class RecordedCheck(IReadOnlyList<IMetric> metrics, IReadOnlyList<string> fields)
{
    private const double Tolerance = 1e-6;

    private readonly IMetric[] _measured = [.. metrics.Where(metric => metric is not ICustomMetric)];

    /// <summary>Checks every row.</summary>
    /// <exception cref="InvalidInputException">The first row that lacks something or disagrees.</exception>
    public async Task RunAsync(RecordedRows rows, CancellationToken cancellationToken)
    {
        await foreach (RecordedRow row in rows.ReadAsync(cancellationToken))
        {
            if (fields.FirstOrDefault(field => !row.Sample.Fields.ContainsKey(field)) is { } missing)
            {
                throw new InvalidInputException(
                    row.Place, $"sample {row.Sample.Id} without \"{missing}\"", "a text that the judge's prompt needs");
            }

            if (_measured.Length == 0 || row.Kind.Generates())
            {
                continue;
            }

            if (row.Kind == TaskOutputType.MultipleChoice && row.Sample.RightChoices.Count == 0)
            {
                throw Unmeasurable(row, _measured[0], "cannot be told: no choice is known to be right");
            }

            foreach (IMetric metric in _measured.Where(metric => metric.Definition.IsPassFail))
            {
                string name = metric.Definition.Name;
                if (row.Filter.Length == 0 && row.Scores.TryGetValue(name, out double recorded)
                    && metric.Score(row.Sample, row.Outputs[0]).Value is var measured
                    && !(measured is { } value && Math.Abs(value - recorded) <= Tolerance))
                {
                    throw Unmeasurable(row, metric, string.Create(
                        CultureInfo.InvariantCulture,
                        $"is {recorded} in the file, and {measured?.ToString(CultureInfo.InvariantCulture) ?? "none"} "
                            + $"by its log-likelihoods and target"));
                }
            }
        }
    }

    private static InvalidInputException Unmeasurable(RecordedRow row, IMetric metric, string found) => new(
        row.Place, $"{metric.Definition.Name} of sample {row.Sample.Id} {found}", "values that agree",
        $"Take the file's own value: \"customMetrics\": {{\"NAME\": {{\"recorded\": \"{metric.Definition.Name}\", "
            + "\"higherIsBetter\": true}}, and \"custom:NAME\" among the metrics.");
}
