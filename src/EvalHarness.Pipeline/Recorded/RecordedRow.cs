using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>What a file of another program says of one sample.</summary>
internal sealed record RecordedRow
{
    /// <summary>File and line, or file and entry.</summary>
    public required string Place { get; init; }

    /// <summary>What was asked; its id is that of the file.</summary>
    public required Sample Sample { get; init; }

    /// <summary>Hashes of what was asked.</summary>
    public required RecordedQuestion Question { get; init; }

    /// <summary>Whether the model wrote, or was read for likelihoods.</summary>
    public required TaskOutputType Kind { get; init; }

    /// <summary>The place of the first answer among those to the sample, from 0.</summary>
    public int FirstRepeat { get; init; }

    /// <summary>
    /// What followed the answers, <c>strict-match</c>; empty for nothing. A file may have a row for each filter.
    /// </summary>
    public string Filter { get; init; } = "";

    /// <summary>The answers, without an id yet; at least one.</summary>
    public required IReadOnlyList<ModelOutput> Outputs { get; init; }

    /// <summary>Finite values of the file's own metrics, by name.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }
}
