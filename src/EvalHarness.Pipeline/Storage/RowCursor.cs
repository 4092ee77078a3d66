namespace EvalHarness.Pipeline.Storage;

/// <summary>Stored rows that are read one by one, the next of them in sight.</summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class RowCursor<T> : IAsyncDisposable
    where T : class
{
    private readonly IAsyncEnumerator<T> _rows;

    private RowCursor(IAsyncEnumerator<T> rows) => _rows = rows;

    /// <summary>The next row; <c>null</c> behind the last.</summary>
    public T? Current { get; private set; }

    /// <summary>Begins to read: from here on, the rows are those of this moment.</summary>
    public static async Task<RowCursor<T>> OpenAsync(IAsyncEnumerable<T> rows)
    {
        RowCursor<T> cursor = new(rows.GetAsyncEnumerator(CancellationToken.None));
        await cursor.MoveAsync();
        return cursor;
    }

    /// <summary>Goes to the row behind the present one.</summary>
    public async Task MoveAsync() => Current = await _rows.MoveNextAsync() ? _rows.Current : null;

    /// <summary>The rows up to the first that does not match, which stays in sight.</summary>
    public async Task<T[]> TakeWhileAsync(Predicate<T> matches)
    {
        List<T> taken = [];
        for (; Current is { } row && matches(row); await MoveAsync())
        {
            taken.Add(row);
        }

        return [.. taken];
    }

    /// <summary>The row of a place, in one pass over rows by rising place; <c>null</c> when there is none.</summary>
    /// <param name="placeOf">A row's place.</param>
    /// <param name="place">Not below a place that was asked for before.</param>
    public async ValueTask<T?> FindAsync(Func<T, int> placeOf, int place)
    {
        while (Current is { } row && placeOf(row) < place)
        {
            await MoveAsync();
        }

        return Current is { } found && placeOf(found) == place ? found : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rows.DisposeAsync();
}
