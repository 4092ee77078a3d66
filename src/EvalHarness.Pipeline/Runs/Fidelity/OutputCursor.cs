using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Fidelity;

/// <summary>Finds rows by rising ordinal in one pass over them.</summary>
/// <param name="rows">Rows of one model and task, by ordinal.</param>
internal sealed class OutputCursor(IAsyncEnumerable<OutputRow> rows) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<OutputRow> _rows = rows.GetAsyncEnumerator();
    private bool _hasEnded;
    private bool _hasBegun;

    /// <summary>The row of an ordinal; <c>null</c> when there is none.</summary>
    /// <param name="ordinal">Not below an ordinal that was asked for before.</param>
    public async ValueTask<OutputRow?> FindAsync(int ordinal)
    {
        while (!_hasEnded && (!_hasBegun || _rows.Current.Ordinal < ordinal))
        {
            _hasEnded = !await _rows.MoveNextAsync();
            _hasBegun = true;
        }

        return !_hasEnded && _rows.Current.Ordinal == ordinal ? _rows.Current : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rows.DisposeAsync();
}
