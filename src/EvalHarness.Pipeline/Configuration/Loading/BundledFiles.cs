using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>
/// The evaluation that comes with the program: models, datasets, prompts and a configuration, which the build puts
/// beside it in the folder <c>demo</c>.
/// </summary>
internal static class BundledFiles
{
    private static readonly string s_source = Path.Combine(AppContext.BaseDirectory, "demo");

    /// <summary>Copies all files, or none when one of them would replace another.</summary>
    /// <param name="folder">Where to; made when it is absent. Files that are there already and equal are kept.</param>
    /// <param name="overwrite">Replace files that differ.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The paths of all files, in ordinal order.</returns>
    /// <exception cref="InvalidInputException">A file differs, or it cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string folder, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string[] names = Names();
        string[] missing = [.. names.Where(name => !Equals(Source(name), Path.Combine(folder, name)))];
        InputError[] different =
        [
            .. missing.Select(name => Path.Combine(folder, name)).Where(path => !overwrite && Path.Exists(path))
                .Select(path => new InputError(
                    path, "an existing file with other content", Fix: "Overwrite it with --force.")),
        ];
        if (different.Length > 0)
        {
            throw new InvalidInputException(different);
        }

        try
        {
            foreach (string name in missing)
            {
                await using FileStream source = File.OpenRead(Source(name));
                await OutputFile.WriteAsync(
                    Path.Combine(folder, name), target => source.CopyToAsync(target, cancellationToken),
                    cancellationToken);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(folder, FileFailure.Describe(failure), "a writable folder");
        }

        return [.. names.Select(name => Path.Combine(folder, name))];
    }

    private static string Source(string name) => Path.Combine(s_source, name);

    private static string[] Names() => Directory.Exists(s_source)
        ? [.. Directory.EnumerateFiles(s_source, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_source, path))
            .Order(StringComparer.Ordinal)]
        : throw new InvalidInputException(
            s_source, "no such folder", "the files of the demo, which are installed with the program",
            "Reinstall the program.");

    private static bool Equals(string source, string target)
    {
        if (FileKinds.For(target) != FileKind.Regular || new FileInfo(source).Length != new FileInfo(target).Length)
        {
            return false;
        }

        using FileStream one = File.OpenRead(source);
        using FileStream other = File.OpenRead(target);
        byte[] left = new byte[1 << 16];
        byte[] right = new byte[1 << 16];
        for (int read = one.ReadAtLeast(left, left.Length, throwOnEndOfStream: false); read > 0;
            read = one.ReadAtLeast(left, left.Length, throwOnEndOfStream: false))
        {
            if (other.ReadAtLeast(right.AsSpan(0, read), read, throwOnEndOfStream: false) != read
                || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }
}
