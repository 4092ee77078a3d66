namespace EvalHarness.Pipeline.Scoring;

/// <summary>Opens files that the user named; a file that cannot be read is the user's mistake, with its path.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for one pass from start to end.</summary>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string found = Directory.Exists(path) ? "a folder" : File.Exists(path) ? problem.Message : "no such file";
            throw new InvalidInputException(path, found, "a file that can be read");
        }
    }

    /// <summary>Reads a whole file, with one line feed appended so that every line has an end.</summary>
    public static byte[] ReadWithFinalLineFeed(string path)
    {
        using FileStream file = Open(path);
        if (file.Length >= Array.MaxLength)
        {
            throw new InvalidInputException(
                path, $"{file.Length} bytes", "less than 2 GiB", "Split the file by topic and score the parts.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)file.Length + 1);
        file.ReadExactly(bytes, 0, bytes.Length - 1);
        bytes[^1] = (byte)'\n';
        return bytes;
    }
}
