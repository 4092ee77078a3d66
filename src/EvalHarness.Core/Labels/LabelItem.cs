using System.Security.Cryptography;
using System.Text;
using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>
/// What a label is about: a text, or two. The texts make its identity and not the models, so that models that wrote the
/// same share its label.
/// </summary>
public sealed record LabelItem
{
    private const int IdLength = 16;

    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The sample.</summary>
    public required string SampleId { get; init; }

    /// <summary>One output or two.</summary>
    public required LabelKind Kind { get; init; }

    /// <summary>A model that wrote the output; of a pair the candidate.</summary>
    public required string Model { get; init; }

    /// <summary>Key of the output, by <see cref="OutputKey"/>; of a pair the candidate's.</summary>
    public required string TextKey { get; init; }

    /// <summary>Of a pair the baseline; <c>null</c> for one output.</summary>
    public string? Baseline { get; init; }

    /// <summary>Of a pair the key of the baseline's output; <c>null</c> for one output.</summary>
    public string? BaselineKey { get; init; }

    /// <summary>Identity: a hash of task, sample and texts, in hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Task, SampleId, Kind.ToString(), TextKey, BaselineKey))))[..IdLength];

    /// <summary>Of a pair, whether the candidate's output is shown first; <c>false</c> for one output.</summary>
    /// <param name="seed">Seed of the hash that decides.</param>
    public bool CandidateFirst(long seed) =>
        Kind == LabelKind.Pair && JudgingSample.PlaceOf($"sides\n{Id}", seed) < 0.5;

    /// <summary>
    /// Score of a choice between two sides: −1 for the baseline's, 0 for neither, 1 for the candidate's.
    /// </summary>
    /// <param name="side"><c>A</c>, the side shown first, <c>B</c> or <c>tie</c>, letter case apart.</param>
    /// <param name="candidateFirst">The candidate's output was shown first.</param>
    /// <returns><c>null</c> for any other word.</returns>
    public static double? ScoreOfSide(string side, bool candidateFirst) =>
        VerdictMenu.Sides.ScoreOf(side) is { } first ? (candidateFirst ? first : 0 - first) : null;
}
