using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Rows as samples with ids of their own.</summary>
internal sealed class DatasetReader(
    DatasetFile file, Func<IRowSource> rows, SampleMapper mapper, BadSamplePolicy onBadSample) : IDatasetReader
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
        RowIds ids = new(file, rows, mapper);
        bool isEmpty = true;
        bool hasMistakes = false;
        await foreach (IReadOnlyList<DatasetRow> part in RowsAhead.ReadAsync(rows(), cancellationToken))
        {
            foreach (DatasetRow row in part)
            {
                SampleOrMistakes result = row.Mistake is { } mistake ? new(null, [mistake]) : mapper.Map(file, row);
                if (mapper.NeedsOwnIds && result.Sample is { } sample
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
