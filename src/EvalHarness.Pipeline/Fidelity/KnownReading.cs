using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Compares along a text where at least one side is known in a few tokens per position only.</summary>
/// <param name="text">The text.</param>
/// <param name="chunks">Chunks to read, at most all.</param>
/// <param name="vocabulary">Tokens of the vocabulary.</param>
internal sealed class KnownReading(TextChunks text, int chunks, int vocabulary)
{
    private readonly DivergenceTally _tally = new();
    private readonly float[] _others = new float[vocabulary];
    private double _baseMass;
    private double _candidateMass;

    /// <summary>Probability of the tokens that were known of both sides.</summary>
    public KnownMass Mass => new(_baseMass / _tally.Tokens, _candidateMass / _tally.Tokens);

    /// <summary>Gets the baseline's positions as they are read; <c>null</c> when nobody wants them.</summary>
    public SavedBaseWriter? Saved { get; init; }

    /// <summary>Two sides that are known in a few tokens.</summary>
    public Task<DivergenceTally> RunAsync(
        IKnownDistributions baseline,
        IKnownDistributions candidate,
        IProgress<DivergenceProgress> progress,
        CancellationToken cancellationToken) => RunAsync(
        async _ =>
        {
            // While one is waited for, the other is asked about further chunks.
            IReadOnlyList<KnownDistribution> positions = await baseline.ReadChunkAsync(cancellationToken);
            IReadOnlyList<KnownDistribution> others = await candidate.ReadChunkAsync(cancellationToken);
            foreach ((KnownDistribution p, KnownDistribution q) in positions.Zip(others))
            {
                Saved?.Add(p);
                Add(p.Compare(q));
            }
        },
        progress);

    /// <summary>A baseline that is known in a few tokens, and a model.</summary>
    public Task<DivergenceTally> RunAsync(
        IKnownDistributions baseline,
        ILogitsModel candidate,
        IProgress<DivergenceProgress> progress,
        CancellationToken cancellationToken) => RunAsync(
        async chunk =>
        {
            IReadOnlyList<KnownDistribution> positions = await baseline.ReadChunkAsync(cancellationToken);
            await candidate.ReadLogitsAsync(text.Sequence(chunk), text.FirstScored, Compare, cancellationToken);

            void Compare(int position, ReadOnlySpan<float> logits)
            {
                KnownDistribution p = positions[position - text.FirstScored];
                Saved?.Add(p);
                Add(p.Compare(KnownDistribution.From(logits, p.KnownIds, p.Token, _others)));
            }
        },
        progress);

    /// <summary>A model as the baseline, and a candidate that is known in a few tokens.</summary>
    public Task<DivergenceTally> RunAsync(
        ILogitsModel baseline,
        IKnownDistributions candidate,
        IProgress<DivergenceProgress> progress,
        CancellationToken cancellationToken) => RunAsync(
        async chunk =>
        {
            IReadOnlyList<KnownDistribution> positions = await candidate.ReadChunkAsync(cancellationToken);
            await baseline.ReadLogitsAsync(text.Sequence(chunk), text.FirstScored, Compare, cancellationToken);

            void Compare(int position, ReadOnlySpan<float> logits)
            {
                KnownDistribution q = positions[position - text.FirstScored];
                Saved?.Add(logits, q.Token);
                Add(KnownDistribution.From(logits, q.KnownIds, q.Token, _others).Compare(q));
            }
        },
        progress);

    private async Task<DivergenceTally> RunAsync(
        Func<int, Task> compareChunk, IProgress<DivergenceProgress> progress)
    {
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            await compareChunk(chunk);
            _tally.EndChunk();
            progress.Report(new(chunk + 1, chunks));
        }

        return _tally;
    }

    private void Add(KnownComparison found)
    {
        _tally.Add(found.Divergence);
        _baseMass += found.BaseMass;
        _candidateMass += found.CandidateMass;
    }
}
