using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Turns readings of the baseline's outputs into scores; what cannot be read is unscored, with the reason.
/// </summary>
internal sealed class OutputReader
{
    private readonly OutputReading? _reading;
    private readonly string _obstacle;

    private OutputReader(OutputReading? reading, string obstacle) => (_reading, _obstacle) = (reading, obstacle);

    /// <summary>Leaves every sample unscored.</summary>
    public static OutputReader Unable(string reason) => new(null, reason);

    /// <summary>Reads with two models of this process, which stay the caller's.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="memory">What the baseline was found to say before; <c>null</c> to remember nothing.</param>
    public static OutputReader From(LoadedModel baseline, LoadedModel candidate, LogitMemory? memory = null)
    {
        ILogitsModel before = baseline.Client.GetRequiredService<ILogitsModel>();
        before = memory is null ? before : new RememberedLogits(before, memory);
        ILogitsModel after = candidate.Client.GetRequiredService<ILogitsModel>();
        try
        {
            TokenListing.From("the baseline", before.Vocabulary)
                .RequireSame(TokenListing.From("the candidate", after.Vocabulary));
            return new(new OutputReading(before, after), "");
        }
        catch (InvalidInputException mistake)
        {
            return Unable($"{mistake.Errors[0].Actual}; expected {mistake.Errors[0].Expected}");
        }
    }

    /// <summary>Scores of the baseline and of the candidate on one sample.</summary>
    /// <param name="prompt">What the baseline was asked.</param>
    /// <param name="sampleId">The sample.</param>
    /// <param name="output">What the baseline wrote; <c>null</c> when it was not asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<(IReadOnlyList<Score> Baseline, IReadOnlyList<Score> Candidate)> ReadAsync(
        IEnumerable<ChatMessage> prompt, string sampleId, ModelOutput? output, CancellationToken cancellationToken)
    {
        if (_reading is null)
        {
            return Unscored(sampleId, _obstacle);
        }

        if (output is null or { Error: not null })
        {
            return Unscored(sampleId, "the baseline has no output to read");
        }

        try
        {
            return await _reading.ReadAsync(prompt, output, cancellationToken) is { } found
                ? (found.ToBaselineScores(sampleId), found.ToScores(sampleId))
                : Unscored(sampleId, "the baseline's output is empty");
        }
        catch (Exception failure) when (failure is ContextOverflowException
            or ModelOutputException or NotSupportedException)
        {
            return Unscored(sampleId, failure.Message);
        }
    }

    private static (IReadOnlyList<Score> Baseline, IReadOnlyList<Score> Candidate) Unscored(
        string sampleId, string reason) =>
        (OutputFidelity.Unscored(sampleId, reason), OutputFidelity.Unscored(sampleId, reason));
}
