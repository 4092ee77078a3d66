using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Rows as samples with ids of their own.</summary>
/// <param name="file">The file.</param>
/// <param name="rows">Begins to read its rows.</param>
/// <param name="mapper">Makes samples of them.</param>
/// <param name="onBadSample">Whether a bad row ends the reading or is passed over.</param>
/// <param name="hasOwnIds">The ids are known to differ, and are not compared again.</param>
internal sealed class DatasetReader(
    DatasetFile file, Func<IRowSource> rows, SampleMapper mapper, BadSamplePolicy onBadSample, bool hasOwnIds)
    : IDatasetReader
{
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SampleOrMistakes row in ReadRowsAsync(cancellationToken))
        {
            if (row.Sample is not null)
            {
                yield return row.Sample;
            }
            else if (onBadSample == BadSamplePolicy.Stop)
            {
                throw new InvalidInputException(row.Mistakes);
            }
        }
    }

    /// <summary>Every row, good or bad.</summary>
    /// <exception cref="InvalidInputException">There is no good row, or the file hides its rows.</exception>
    public async IAsyncEnumerable<SampleOrMistakes> ReadRowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RowIds? ids = mapper.NeedsOwnIds && !hasOwnIds ? new(file, rows, mapper) : null;
        bool isEmpty = true;
        bool hasMistakes = false;
        await foreach (IReadOnlyList<DatasetRow> part in RowsAhead.ReadAsync(rows(), cancellationToken))
        {
            foreach (DatasetRow row in part)
            {
                SampleOrMistakes result = row.Mistake is { } mistake ? new(null, [mistake]) : mapper.Map(file, row);
                if (ids is not null && result.Sample is { } sample
                    && await ids.AddAsync(sample.Id, row.Line, cancellationToken) is { } repeated)
                {
                    result = new(null, [repeated]);
                }

                isEmpty &= result.Sample is null;
                hasMistakes |= result.Sample is null;
                yield return result;
            }
        }

        if (isEmpty && !(hasMistakes && onBadSample == BadSamplePolicy.Stop))
        {
            throw new InvalidInputException(
                file.Name, hasMistakes ? "no valid row" : "no row", "at least one sample");
        }
    }
}
