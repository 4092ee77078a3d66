using System.Globalization;
using EvalHarness.Statistics;
using ParquetSharp;

namespace EvalHarness.Benchmarks.Datasets;

/// <summary>Writes large datasets, to see how fast and in how much memory they are checked.</summary>
internal static class LargeDatasets
{
    private const int RowBytes = 1000;
    private const int GroupBytes = 64 << 20;

    private static readonly string[] s_words = [.. Words()];

    /// <summary>Writes <c>large.jsonl</c> and <c>large.parquet</c>.</summary>
    /// <param name="folder">Where; made if it is absent.</param>
    /// <param name="bytes">Least size of each file.</param>
    /// <param name="output">Told what was written.</param>
    public static void Write(string folder, long bytes, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        WriteJsonLines(Path.Combine(folder, "large.jsonl"), bytes);
        WriteParquet(Path.Combine(folder, "large.parquet"), bytes);
        foreach (string extension in (string[])["jsonl", "parquet"])
        {
            string file = Path.Combine(folder, "large." + extension);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{file}: {new FileInfo(file).Length / 1e6:0} MB"));
        }
    }

    private static void WriteJsonLines(string file, long bytes)
    {
        using StreamWriter writer = new(file);
        SeededRandom random = new(1);
        for (int i = 0; writer.BaseStream.Length < bytes; i++)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"id\": \"q{i}\", \"input\": \"{Text(random, RowBytes / 3)}\", "));
            writer.Write($"\"context\": \"{Text(random, RowBytes * 3 / 5)}\", \"target\": \"{Word(random)}\"}}\n");
        }
    }

    private static void WriteParquet(string file, long bytes)
    {
        Column[] columns =
        [
            new Column<string>("id"), new Column<string>("input"), new Column<string>("context"),
            new Column<string>("target"), new Column<string[]>("choices"),
        ];
        using ParquetFileWriter writer = new(file, columns);
        SeededRandom random = new(1);
        int rows = GroupBytes / RowBytes;
        for (int first = 0; new FileInfo(file).Length < bytes; first += rows)
        {
            int start = first;
            using RowGroupWriter group = writer.AppendRowGroup();
            WriteColumn(group, rows, i => string.Create(CultureInfo.InvariantCulture, $"q{start + i}"));
            WriteColumn(group, rows, _ => Text(random, RowBytes / 3));
            WriteColumn(group, rows, _ => Text(random, RowBytes * 3 / 5));
            WriteColumn(group, rows, _ => Word(random));
            WriteColumn(group, rows, _ => new[] { Word(random), Word(random) });
        }

        writer.Close();
    }

    private static void WriteColumn<T>(RowGroupWriter group, int rows, Func<int, T> cell)
    {
        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch([.. Enumerable.Range(0, rows).Select(cell)]);
    }

    private static string Text(SeededRandom random, int length)
    {
        List<string> words = [];
        for (int left = length; left > 0; left -= words[^1].Length + 1)
        {
            words.Add(Word(random));
        }

        return string.Join(' ', words);
    }

    private static string Word(SeededRandom random) => s_words[random.Next(s_words.Length)];

    private static IEnumerable<string> Words()
    {
        SeededRandom random = new(7);
        for (int i = 0; i < 4000; i++)
        {
            yield return string.Concat(
                Enumerable.Range(0, 2 + random.Next(9)).Select(_ => (char)('a' + random.Next(26))));
        }
    }
}
