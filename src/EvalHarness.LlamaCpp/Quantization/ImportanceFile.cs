using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>
/// Reads importance matrices that llama-imatrix wrote: GGUF files, or its older files of counts, names and sums.
/// </summary>
internal static class ImportanceFile
{
    private const string Sums = ".in_sum2";
    private const string Counts = ".counts";
    private const string Expected = "a file that llama-imatrix wrote";
    private const int MostEntries = 1 << 16;
    private const int MostName = 1 << 10;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It is absent, malformed, or of another kind.</exception>
    public static ImportanceMatrix Read(string path)
    {
        using FileStream file = InputFile.Open(path);
        byte[] magic = new byte[4];
        bool isGguf = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && magic.AsSpan().SequenceEqual("GGUF"u8);
        file.Position = 0;
        Dictionary<string, float[]> columns = isGguf ? GgufModelFile.Read(path, ReadGguf) : ReadOld(path, file);
        if (columns.Count == 0
            || columns.Values.Any(values => Array.Exists(values, value => !(value >= 0) || !float.IsFinite(value))))
        {
            throw new InvalidInputException(path, "no values, or values that are negative or not finite", Expected);
        }

        return new(columns);
    }

    private static Dictionary<string, float[]> ReadGguf(GgufFile file)
    {
        Dictionary<string, float[]> columns = new(StringComparer.Ordinal);
        foreach (GgufTensor sums in file.Tensors.Where(tensor => tensor.Name.EndsWith(Sums, StringComparison.Ordinal)))
        {
            string name = sums.Name[..^Sums.Length];
            GgufTensor counts = file.GetTensor(name + Counts);
            if (sums.Type != TensorType.F32 || counts.Type != TensorType.F32 || counts.ElementCount != sums.RowCount)
            {
                throw new GgufFormatException(
                    sums.FileOffset, $"tensors of '{name}' that do not fit together", $"{Sums} and {Counts} in f32");
            }

            columns[name] = Divide(
                MemoryMarshal.Cast<byte, float>(sums.Data), MemoryMarshal.Cast<byte, float>(counts.Data));
        }

        return columns;
    }

    // A matrix that saw nothing has no count: all its columns matter alike.
    private static float[] Divide(ReadOnlySpan<float> sums, ReadOnlySpan<float> counts)
    {
        float[] means = new float[sums.Length];
        int width = sums.Length / counts.Length;
        for (int i = 0; i < means.Length; i++)
        {
            float count = counts[i / width];
            means[i] = count > 0 ? sums[i] / count : 1;
        }

        return means;
    }

    private static Dictionary<string, float[]> ReadOld(string path, FileStream file)
    {
        Dictionary<string, float[]> columns = new(StringComparer.Ordinal);
        int entries = ReadCount(path, file, MostEntries);
        for (int i = 0; i < entries; i++)
        {
            string name = Encoding.UTF8.GetString(ReadBytes(path, file, ReadCount(path, file, MostName)));
            int calls = ReadCount(path, file, int.MaxValue);
            long left = (file.Length - file.Position) / sizeof(float);
            int values = ReadCount(path, file, (int)Math.Min(left, int.MaxValue / sizeof(float)));
            float[] sums = MemoryMarshal.Cast<byte, float>(ReadBytes(path, file, values * sizeof(float))).ToArray();
            columns[name] = Divide(sums, [calls]);
        }

        return columns;
    }

    private static int ReadCount(string path, FileStream file, int most)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(path, file, sizeof(int)));
        return count > 0 && count <= most ? count : throw Malformed(path, file);
    }

    private static byte[] ReadBytes(string path, FileStream file, int count)
    {
        if (count > file.Length - file.Position)
        {
            throw Malformed(path, file);
        }

        byte[] bytes = new byte[count];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static InvalidInputException Malformed(string path, FileStream file) => new(
        FormattableString.Invariant($"{path}: byte {file.Position}"), "a malformed importance matrix", Expected);
}
