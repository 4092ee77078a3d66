namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>Checks the heads of a column's pages: their sizes are what memory is taken by when they are read.</summary>
internal static class ParquetPages
{
    private const int UsualHead = 1 << 9;
    private const int LargestHead = 1 << 20;

    /// <summary>Walks through the pages of a column.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="chunk">The column's place in it.</param>
    /// <exception cref="InvalidDataException">A page is larger than its column.</exception>
    /// <exception cref="EndOfStreamException">A page's head is cut off.</exception>
    public static void Check(Stream stream, ParquetChunk chunk)
    {
        long place = chunk.Start;
        long end = chunk.Start + chunk.Bytes;
        long values = 0;
        while (values < chunk.Values && place < end)
        {
            (Page page, int head) = ReadHead(stream, place, end);
            bool fits = page.Bytes >= 0 && page.Bytes <= end - place - head
                && page.Uncompressed >= 0 && page.Uncompressed <= chunk.Uncompressed
                && page.Values >= 0 && page.Values <= (page.IsDictionary ? page.Uncompressed : chunk.Values)
                && page.LevelBytes >= 0 && page.LevelBytes <= page.Uncompressed;
            if (!fits)
            {
                throw new InvalidDataException("a page that is larger than its column");
            }

            values += page.IsData ? page.Values : 0;
            place += head + page.Bytes;
        }
    }

    private static (Page Page, int Head) ReadHead(Stream stream, long place, long end)
    {
        for (int size = UsualHead; ; size *= 8)
        {
            byte[] bytes = new byte[Math.Min(size, end - place)];
            stream.Position = place;
            stream.ReadExactly(bytes);
            try
            {
                ThriftReader reader = new(bytes);
                Page page = Read(ref reader);
                return (page, reader.Position);
            }
            catch (EndOfStreamException) when (size < LargestHead && bytes.Length == size)
            {
                // The statistics of long texts stand in the head.
            }
        }
    }

    private static Page Read(ref ThriftReader reader)
    {
        Page page = new();
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id, type)
            {
                case (2, _):
                    page = page with { Uncompressed = reader.Integer() };
                    break;
                case (3, _):
                    page = page with { Bytes = reader.Integer() };
                    break;
                case (5 or 7 or 8, ThriftReader.Structure):
                    page = ReadKind(ref reader, page with { IsDictionary = id == 7, IsData = id != 7 }, id == 8);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return page;
    }

    private static Page ReadKind(ref ThriftReader reader, Page page, bool hasLevelBytes)
    {
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 1)
            {
                page = page with { Values = reader.Integer() };
            }
            else if (hasLevelBytes && id is 5 or 6)
            {
                long bytes = reader.Integer();
                page = page with { LevelBytes = bytes < 0 || page.LevelBytes < 0 ? -1 : page.LevelBytes + bytes };
            }
            else
            {
                reader.Skip(type);
            }
        }

        return page;
    }

    private readonly record struct Page(
        long Uncompressed, long Bytes, long Values, long LevelBytes, bool IsDictionary, bool IsData);
}
