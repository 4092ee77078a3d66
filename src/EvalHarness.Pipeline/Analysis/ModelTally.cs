using EvalHarness.Runs;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>Adds up what one model's outputs cost, over all tasks. Not thread-safe.</summary>
internal sealed class ModelTally
{
    private readonly List<double> _timesToFirstToken = [];
    private readonly List<double> _timesPerToken = [];
    private double _logLikelihood;
    private long _likelihoodTokens;
    private long? _inputTokens;
    private long? _outputTokens;

    /// <summary>Rows that hold an output.</summary>
    public int Outputs { get; private set; }

    /// <summary>Rows that hold an error.</summary>
    public int Errors { get; private set; }

    /// <summary>A recent error's message; <c>null</c> when there is none.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Counts one output.</summary>
    public void Add(ModelOutput output)
    {
        if (output.Error is { } error)
        {
            Errors++;
            FirstError ??= error.Message;
            return;
        }

        Outputs++;
        OutputUsage usage = output.Usage;
        _inputTokens = Sum(_inputTokens, usage.InputTokens);
        _outputTokens = Sum(_outputTokens, usage.OutputTokens);
        if (output.TargetLogLikelihood is { } likelihood)
        {
            _logLikelihood += likelihood.Sum;
            _likelihoodTokens += likelihood.Tokens;
        }

        if (usage.TimeToFirstTokenMs is not { } first)
        {
            return;
        }

        _timesToFirstToken.Add(first);
        if (usage is { LatencyMs: { } latency, OutputTokens: > 1 and { } tokens })
        {
            _timesPerToken.Add((latency - first) / (tokens - 1));
        }
    }

    /// <summary>What was stored of the model, completed by what its outputs say.</summary>
    public ModelSummary Complete(ModelSummary stored, string label) => stored with
    {
        Name = label,
        Outputs = Outputs,
        Errors = Errors,
        InputTokens = _inputTokens,
        OutputTokens = _outputTokens,
        Perplexity = _likelihoodTokens > 0 ? Math.Exp(-_logLikelihood / _likelihoodTokens) : null,
        Timings = stored.Timings with
        {
            TimeToFirstTokenMsP50 = Quantile(_timesToFirstToken, 0.5),
            TimeToFirstTokenMsP95 = Quantile(_timesToFirstToken, 0.95),
            MsPerTokenP50 = Quantile(_timesPerToken, 0.5),
            MsPerTokenP95 = Quantile(_timesPerToken, 0.95),
        },
    };

    private static double? Quantile(List<double> values, double level) => Quantiles.From([.. values], level);

    private static long? Sum(long? sum, int? value) => value is { } more ? (sum ?? 0) + more : sum;
}
