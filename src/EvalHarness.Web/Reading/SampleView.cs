using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Browsing;
using EvalHarness.Runs;

namespace EvalHarness.Web.Reading;

/// <summary>One sample with everything that a run knows of it.</summary>
public sealed record SampleView
{
    /// <summary>The run.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>The sample.</summary>
    public required SampleRow Sample { get; init; }

    /// <summary>Name of the baseline.</summary>
    public required string Baseline { get; init; }

    /// <summary>Candidates in the configuration's order, the one that is looked at first.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Outputs by model.</summary>
    public required IReadOnlyDictionary<string, OutputRow> Outputs { get; init; }

    /// <summary>Verdicts on the sample's outputs.</summary>
    public required IReadOnlyList<VerdictRow> Verdicts { get; init; }

    /// <summary>Scores of each candidate beside the baseline's, by candidate; empty while there is no index.</summary>
    internal IReadOnlyDictionary<string, Item> Items { get; init; } = new Dictionary<string, Item>();

    /// <summary>The decision on the candidate that is looked at; <c>null</c> while it is not known.</summary>
    public CandidateDecision? Decision { get; init; }

    /// <summary>The list that the sample is read in.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The order of that list.</summary>
    internal ItemOrder Order { get; init; } = ItemOrder.OfDataset;

    /// <summary>Its number in that list and the items there; <c>null</c> where they are not counted.</summary>
    public (int Number, int Total, bool IsMore)? Position { get; init; }

    /// <summary>Address of the list that the sample is read in.</summary>
    public string ListAddress { get; init; } = "";

    /// <summary>Address of the sample with another candidate first; <c>null</c> where there is none.</summary>
    internal Func<string, string?> AddressOf { get; init; } = _ => null;

    /// <summary>Address of the item before; <c>null</c> for none.</summary>
    public string? Previous { get; init; }

    /// <summary>Address of the item behind; <c>null</c> for none.</summary>
    public string? Next { get; init; }

    /// <summary>The candidate that is looked at.</summary>
    public string Candidate => Candidates[0];

    /// <summary>The output of a model as text; <c>null</c> where there is none.</summary>
    public string? TextOf(string model) => Outputs.GetValueOrDefault(model)?.Output switch
    {
        null or { Error: not null } => null,
        { Ranking: { } ranking } => string.Join(" > ", ranking.Candidates.Select(candidate => candidate.Id)),
        var output => output.Text,
    };

    /// <summary>The verdicts on a model's output, layer by layer; those for controls left out.</summary>
    public IReadOnlyList<VerdictRow> VerdictsOn(string model)
    {
        string? key = Outputs.GetValueOrDefault(model) is { Output: { Error: null } output }
            ? OutputKey.From(output.Text)
            : null;
        return
        [
            .. Verdicts.Where(row => row.TextKey == key && row.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label)
                .OrderBy(row => row.Verdict.Layer).ThenBy(row => row.Verdict.Judge, StringComparer.Ordinal),
        ];
    }
}
