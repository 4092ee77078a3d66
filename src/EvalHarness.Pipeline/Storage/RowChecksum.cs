using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// What a row's columns add up to: it is stored beside them, and a row that no longer agrees with it is damaged.
/// </summary>
/// <remarks>
/// The first 16 bytes of a SHA-256 over the names and values of the columns that are not null, in the order of their
/// names: a column that is added later, and is null in old rows, leaves their checksums as they were.
/// </remarks>
internal static class RowChecksum
{
    /// <summary>Name of the column that holds it; empty in rows from before there were checksums.</summary>
    public const string Column = "checksum";

    private static readonly string[] s_sharedKey = ["run_id", "task", "ordinal", "model"];
    private static readonly string[] s_key =
        [.. s_sharedKey, "sequence", "id", "name", "sample_id", "judge_id", "purpose", "repeat"];

    /// <summary>The checksum of a row.</summary>
    /// <param name="row">Its columns, without the checksum, in any order.</param>
    public static string Compute(IEnumerable<(string Column, object? Value)> row)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string column, object? value) in row.OrderBy(part => part.Column, StringComparer.Ordinal))
        {
            if (Encode(value) is { } encoded)
            {
                Append(hash, Encoding.UTF8.GetBytes(column));
                Append(hash, encoded);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>Whether what a query gives agrees with the checksums in it.</summary>
    /// <remarks>
    /// A checksum stands after the columns of its row. In a join, the second row shares the key of the first, and is
    /// null where there is none. Rows from before there were checksums agree.
    /// </remarks>
    public static bool Agrees(SqliteDataReader row)
    {
        int first = 0;
        for (int column = 0; column < row.FieldCount; column++)
        {
            if (row.GetName(column) == Column)
            {
                IEnumerable<int> own = Enumerable.Range(first, column - first);
                IEnumerable<int> key = Enumerable.Range(0, first)
                    .Where(other => s_sharedKey.Contains(row.GetName(other)));
                if (!row.IsDBNull(column) && row.GetString(column) is { Length: > 0 } stored
                    && stored != Compute(key.Concat(own).Select(place => (row.GetName(place), Value(row, place)))))
                {
                    return false;
                }

                first = column + 1;
            }
        }

        return true;
    }

    /// <summary>Where a row stands in its table, for a person to find it.</summary>
    public static string Describe(SqliteDataReader row) => string.Join(", ", Enumerable.Range(0, row.FieldCount)
        .Where(column => s_key.Contains(row.GetName(column)) && !row.IsDBNull(column))
        .Select(column => $"{row.GetName(column)} {row.GetValue(column)}"));

    private static object? Value(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetValue(column);

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    // As the database gives values back: whole numbers have 64 bits, zero has no sign, and what is no number is null.
    private static byte[]? Encode(object? value) => value switch
    {
        null or double.NaN => null,
        string text => [(byte)'t', .. Encoding.UTF8.GetBytes(text)],
        int number => Encode((long)number),
        long number => [(byte)'i', .. BitConverter.GetBytes(number)],
        double number => [(byte)'r', .. BitConverter.GetBytes(number + 0.0)],
        _ => throw new ArgumentException($"A {value.GetType()} is in no column.", nameof(value)),
    };
}
