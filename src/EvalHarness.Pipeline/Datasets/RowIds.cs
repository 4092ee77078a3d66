using System.Runtime.InteropServices;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// The ids of the rows so far. Hashes of them are kept, and no lines: where an id was used before is read again.
/// </summary>
/// <param name="file">The rows' file.</param>
/// <param name="rows">Begins to read the rows anew.</param>
/// <param name="mapper">Finds their ids.</param>
internal sealed class RowIds(DatasetFile file, Func<IRowSource> rows, SampleMapper mapper)
{
    // A second or two; the first repeated id is looked for in any file.
    private const int MostRowsAgain = 1_000_000;

    private readonly IdTable _ids = new(keepsLines: false);
    private int _again;

    /// <summary>Takes the next row's id; the mistake where an earlier row has it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="line">The row's line.</param>
    /// <param name="cancellationToken">Cancels a second reading.</param>
    public async ValueTask<InputError?> AddAsync(string id, int line, CancellationToken cancellationToken)
    {
        if (_ids.Add(MemoryMarshal.AsBytes(id.AsSpan()), line) is null)
        {
            return null;
        }

        if (_again >= MostRowsAgain)
        {
            return Repeated(id, line, "used before");
        }

        // Of two ids with one hash, none is repeated.
        return await FindFirstAsync(id, line, cancellationToken) is { } first
            ? Repeated(id, line, FormattableString.Invariant($"first used on line {first}")) : null;
    }

    private async Task<int?> FindFirstAsync(string id, int line, CancellationToken cancellationToken)
    {
        await foreach (DatasetRow row in rows().ReadAsync(cancellationToken))
        {
            _again++;
            if (row.Line >= line)
            {
                break;
            }

            if (row.Mistake is null && mapper.Map(file, row).Sample?.Id == id)
            {
                return row.Line;
            }
        }

        return null;
    }

    private InputError Repeated(string id, int line, string before) => file.At(
        line, $"duplicate id \"{id}\", {before}", "a unique id for every sample",
        "Rows without an id get a hash of their content.");
}
