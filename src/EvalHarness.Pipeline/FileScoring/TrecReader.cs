using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>
/// Reads TREC's two formats: judgements (<c>topic iteration document grade</c>) and runs
/// (<c>topic iteration document rank score tag</c>), fields parted by any white space.
/// </summary>
internal static class TrecReader
{
    private const int HighestGrade = 65_535;
    private const string JudgementForm = "\"topic iteration document grade\"";
    private const string RunForm = "\"topic iteration document rank score tag\"";

    /// <summary>Reads judgements. A blank line is refused, as trec_eval does.</summary>
    /// <exception cref="InvalidInputException">A line is malformed; names it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TrecFile ReadJudgements(string path)
    {
        TrecFile file = new(path);
        ReadOnlySpan<byte> bytes = file.Bytes.AsSpan(0, LengthOfWholeLines(file.Bytes));
        Span<Range> fields = stackalloc Range[5];
        int position = 0;
        while (position < bytes.Length)
        {
            int start = position;
            int count = SplitLine(bytes, ref position, fields);
            if (count != 4)
            {
                throw Malformed(file, start, count, JudgementForm);
            }

            ReadOnlySpan<byte> grade = bytes[fields[3]];
            if (!Utf8Parser.TryParse(grade, out int value, out int used) || used != grade.Length
                || value > HighestGrade)
            {
                string found = $"the grade \"{Encoding.UTF8.GetString(grade)}\"";
                throw new InvalidInputException(file.Place(start), found, $"a whole number of at most {HighestGrade}");
            }

            Range document = fields[2];
            file.Add(bytes[fields[0]], document.Start.Value, document.End.Value - document.Start.Value, value);
        }

        file.Finish();
        return file;
    }

    /// <summary>Reads a run. Blank lines are passed over, as trec_eval does; so is what follows the tag.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tag">Tag of the last line.</param>
    /// <exception cref="InvalidInputException">A line is malformed; names it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TrecFile ReadRun(string path, out string tag)
    {
        TrecFile file = new(path);
        ReadOnlySpan<byte> bytes = file.Bytes;
        Span<Range> fields = stackalloc Range[6];
        Range lastTag = default;
        int position = 0;
        while (position < bytes.Length)
        {
            int start = position;
            int count = SplitLine(bytes, ref position, fields);
            if (count == 0)
            {
                continue;
            }

            if (count < 6)
            {
                throw Malformed(file, start, count, RunForm);
            }

            ReadOnlySpan<byte> score = bytes[fields[4]];
            if (!ScoreParser.TryParse(score, out float value))
            {
                string found = $"the score \"{Encoding.UTF8.GetString(score)}\"";
                throw new InvalidInputException(file.Place(start), found, "a finite number such as 12.5 or -1e-3");
            }

            Range document = fields[2];
            file.Add(
                bytes[fields[0]], document.Start.Value, document.End.Value - document.Start.Value, InOrder(value));
            lastTag = fields[5];
        }

        file.Finish();
        tag = Encoding.UTF8.GetString(bytes[lastTag]);
        return file;
    }

    // Splits one line and moves behind it; counts fields beyond those asked for as one more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SplitLine(ReadOnlySpan<byte> bytes, ref int position, Span<Range> fields)
    {
        int at = position;
        int count = 0;
        while (true)
        {
            while (bytes[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\v' or (byte)'\f')
            {
                at++;
            }

            if (bytes[at] == (byte)'\n')
            {
                break;
            }

            if (count == fields.Length)
            {
                at += bytes[at..].IndexOf((byte)'\n');
                break;
            }

            int start = at;
            while (bytes[at] > ' ' || !IsSpace(bytes[at]))
            {
                at++;
            }

            fields[count++] = start..at;
        }

        position = at + 1;
        return count;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    // The final line feed that was appended must not look like a blank line of its own.
    private static int LengthOfWholeLines(byte[] bytes) =>
        bytes.Length >= 2 && bytes[^2] == (byte)'\n' ? bytes.Length - 1 : bytes.Length == 1 ? 0 : bytes.Length;

    // Maps floats to integers of the same order; adding zero makes the two zeros one.
    private static int InOrder(float score)
    {
        int bits = BitConverter.SingleToInt32Bits(score + 0f);
        return bits ^ ((bits >> 31) & int.MaxValue);
    }

    private static InvalidInputException Malformed(TrecFile file, int start, int fields, string form)
    {
        string found = fields == 0 ? "a blank line" : $"{fields}{(fields == 5 ? " or more" : "")} fields";
        string? fix = fields == 0 ? "Remove the line."
            : file.Bytes[start] == (byte)'#' ? "Remove comments: the format has none."
            : null;
        return new(file.Place(start), found, form, fix);
    }
}
