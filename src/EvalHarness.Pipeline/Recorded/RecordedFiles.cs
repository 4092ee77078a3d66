using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// The files of one task, by a path or by a pattern with <c>*</c> in its last part. The tasks that a pattern finds are
/// one task, as a group is.
/// </summary>
/// <param name="IsGroup">A pattern named them.</param>
/// <param name="Paths">The files, in the order of their names; at least one.</param>
internal sealed record RecordedFiles(bool IsGroup, IReadOnlyList<string> Paths)
{
    private const int MostFiles = 10_000;

    /// <summary>A path stands for several.</summary>
    public static bool IsPattern(string path) => Path.GetFileName(path).Contains('*', StringComparison.Ordinal);

    /// <summary>The files of a path or a pattern.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="place">Where it is named, for messages.</param>
    /// <exception cref="InvalidInputException">A pattern finds none, or too many.</exception>
    public static RecordedFiles Find(string path, string place)
    {
        if (!IsPattern(path))
        {
            return new(false, [path]);
        }

        string folder = Path.GetDirectoryName(path)!;
        string[] found = !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder, Path.GetFileName(path))
                .Take(MostFiles + 1).Order(StringComparer.Ordinal),
        ];
        return found.Length is > 0 and <= MostFiles ? new(true, found) : throw new InvalidInputException(
            place, $"\"{Path.GetFileName(path)}\", which matches {(found.Length == 0 ? "no file" : "too many files")}",
            FormattableString.Invariant($"1 to {MostFiles} files"));
    }

    /// <summary>SHA-256 over all files, in lower-case hexadecimal: that of the file where there is one.</summary>
    /// <param name="hash">The hash of a path.</param>
    public async Task<string> HashAsync(Func<string, Task<string>> hash)
    {
        List<string> hashes = [];
        foreach (string path in Paths)
        {
            hashes.Add(await hash(path));
        }

        return IsGroup
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes))))
            : hashes[0];
    }
}
