using System.Runtime.CompilerServices;
using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Rows as samples with ids of their own.</summary>
internal sealed class DatasetReader(
    DatasetFile file, IRowSource rows, SampleMapper mapper, BadSamplePolicy onBadSample) : IDatasetReader
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
        IdTable ids = new();
        bool isEmpty = true;
        bool hasMistakes = false;
        await foreach (DatasetRow row in RowsAhead.ReadAsync(rows, cancellationToken))
        {
            SampleOrMistakes result = row.Mistake is { } mistake ? new(null, [mistake]) : mapper.Map(file, row);
            if (mapper.NeedsOwnIds && result.Sample is { } sample
                && ids.Add(Encoding.UTF8.GetBytes(sample.Id), row.Line) is { } first)
            {
                result = new(null, [Repeated(sample.Id, row.Line, first)]);
            }

            isEmpty &= result.Sample is null;
            hasMistakes |= result.Sample is null;
            yield return result;
        }

        if (isEmpty && !(hasMistakes && onBadSample == BadSamplePolicy.Stop))
        {
            throw new InvalidInputException(
                file.Name, hasMistakes ? "no valid row" : "no row", "at least one sample");
        }
    }

    private InputError Repeated(string id, int line, int first) => file.At(
        line, FormattableString.Invariant($"duplicate id \"{id}\", first used on line {first}"),
        "a unique id for every sample", "Rows without an id get a hash of their content.");
}
