namespace EvalHarness.Fidelity;

/// <summary>Collects positions, chunk after chunk: 48 bytes each, whatever the vocabulary.</summary>
public sealed class DivergenceTally
{
    private readonly List<TokenDivergence> _tokens = [];
    private readonly List<int> _chunkEnds = [];

    /// <summary>Positions so far.</summary>
    public int Tokens => _tokens.Count;

    /// <summary>Adds the next position of the current chunk.</summary>
    public void Add(in TokenDivergence token) => _tokens.Add(token);

    /// <summary>Ends the current chunk.</summary>
    public void EndChunk() => _chunkEnds.Add(_tokens.Count);

    /// <summary>The statistics of all positions.</summary>
    /// <exception cref="InvalidOperationException">No position was added, or the last chunk was not ended.</exception>
    public DivergenceSummary Summarize()
    {
        if (_tokens.Count == 0 || _chunkEnds.Count == 0 || _chunkEnds[^1] != _tokens.Count)
        {
            throw new InvalidOperationException("There is nothing to summarize, or a chunk is not ended.");
        }

        return DivergenceSummary.From([.. _tokens], [.. _chunkEnds]);
    }
}
