using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

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
        // 16 bytes of a hash stand for an id, so that millions of long ids fit; a collision is not to be expected.
        Dictionary<UInt128, int> lines = [];
        bool isEmpty = true;
        bool hasMistakes = false;
        await foreach (DatasetRow row in rows.ReadAsync(cancellationToken))
        {
            SampleOrMistakes result = row.Mistake is { } mistake ? new(null, [mistake]) : mapper.Map(file, row);
            if (mapper.NeedsOwnIds && result.Sample is { } sample && !lines.TryAdd(Key(sample.Id), row.Line))
            {
                result = new(null, [Repeated(sample.Id, row.Line, lines[Key(sample.Id)])]);
            }

            isEmpty &= result.Sample is null;
            hasMistakes |= result.Sample is null;
            yield return result;
        }

        if (isEmpty && !(hasMistakes && onBadSample == BadSamplePolicy.Stop))
        {
            throw new InvalidInputException(
                file.Name, hasMistakes ? "no row without a mistake" : "no row", "at least one sample");
        }
    }

    private static UInt128 Key(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private InputMistake Repeated(string id, int line, int first) => file.At(
        line, FormattableString.Invariant($"the id \"{id}\" a second time, after line {first}"),
        "an id of its own for every sample", "Rows without an id are told apart by their content.");
}
