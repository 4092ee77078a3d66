using EvalHarness.Gating;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>
/// Looks at a model's first outputs of a task for signs that nothing is measured, so that a user need not wait for the
/// report: every score the worst, no score at all, outputs without an answer. Thread-safe.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="task">The task.</param>
/// <param name="limits">What is allowed.</param>
/// <param name="samples">Samples of the task; <c>null</c> where that is not known.</param>
internal sealed class FloorWatch(string model, PlannedTask task, OutputLimits limits, int? samples)
{
    private const int MostSamples = 50;

    private readonly Lock _lock = new();
    private readonly List<IReadOnlyList<Score>> _scores = [];
    private readonly int _wanted = Math.Min(MostSamples, samples ?? MostSamples);
    private OutputCounts _counts = new(model, task.Name);

    /// <summary>Takes an output; with the last one that is looked at, what was found, as sentences.</summary>
    public IReadOnlyList<string> Add(ModelOutput output, IReadOnlyList<Score> scores)
    {
        lock (_lock)
        {
            if (_scores.Count == _wanted)
            {
                return [];
            }

            _scores.Add(scores);
            _counts = _counts.Add(output, scores);
            return _scores.Count < _wanted ? []
                : [.. task.Metrics.Select(metric => Describe(metric.Definition)).OfType<string>().Concat(Excesses())];
        }
    }

    private string? Describe(MetricDefinition metric)
    {
        Score[] found = [.. _scores.SelectMany(scores => scores).Where(score => score.Metric == metric.Name)];
        Score[] scored = [.. found.Where(score => score.Value is not null)];
        string place = $"{task.Name}/{metric.Name}";
        string first = FormattableString.Invariant($"all of the first {_wanted} samples");
        if (scored.Length == 0)
        {
            return $"{place}: {model} has no score on {first}"
                + (found is [var one, ..] && one.Reason is { } reason ? $" ({reason})" : "");
        }

        return metric.Worst is { } worst && scored.All(score => score.Value == worst)
            ? FormattableString.Invariant($"{place}: {model} scored {worst} on {first}: ")
                + "check the target column and the prompt"
            : null;
    }

    private IEnumerable<string> Excesses() => limits.FindExcesses(_counts).Select(excess =>
        $"{task.Name}: {model}: {excess}");
}
