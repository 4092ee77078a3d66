using EvalHarness.Gating;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>What one model's outputs of one task are, apart from their scores.</summary>
internal sealed class OutputEvidence(string model, string task)
{
    private readonly List<double> _masses = [];
    private readonly List<double> _targets = [];
    private readonly List<double> _own = [];
    private int _thoughtsAlone;

    /// <summary>Answers, and what is none.</summary>
    public OutputCounts Counts { get; private set; } = new(model, task);

    /// <summary>Probability of the alternatives in the median sample; <c>null</c> without alternatives.</summary>
    public double? MedianMass => LikelihoodCheck.MedianMass(_masses);

    /// <summary>Counts one output.</summary>
    public void Add(OutputRow row)
    {
        Counts = Counts.Add(row.Output, row.Scores);
        bool isThoughts = row.Output.Reasoning is not null
            && ScoreFaults.For(row.Output) is ScoreFault.Empty or ScoreFault.Truncated;
        _thoughtsAlone += isThoughts ? 1 : 0;
        if (row.Output.AlternativesMass is { } mass)
        {
            _masses.Add(mass);
        }

        if (row.Output is { OwnLogLikelihood: { Tokens: > 0 } own, TargetLogLikelihood: { Tokens: > 0 } target })
        {
            _own.Add(-own.Sum / own.Tokens);
            _targets.Add(-target.Sum / target.Tokens);
        }
    }

    /// <summary>What its likelihoods and thoughts give reason to doubt, as sentences.</summary>
    public IEnumerable<string> Warnings()
    {
        string?[] found =
        [
            LikelihoodCheck.Warn(MedianMass),
            _own.Count > 0 ? LikelihoodCheck.Warn(_targets.Average(), _own.Average()) : null,
            _thoughtsAlone == 0 ? null : FormattableString.Invariant(
                $"{_thoughtsAlone} of {Counts.Outputs} outputs are thoughts without an answer; ")
                + "raise \"maxOutputTokens\", or switch thinking off (\"parameters\" of an endpoint's model, "
                + "\"templateVariables\" of a local one)",
        ];
        return found.OfType<string>().Select(warning => $"{task}, {model}: {warning}.");
    }
}
