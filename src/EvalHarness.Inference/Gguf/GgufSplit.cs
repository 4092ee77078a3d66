using System.Globalization;
using System.Text.RegularExpressions;

namespace EvalHarness.Inference.Gguf;

/// <summary>Models in several files, as llama-gguf-split writes them: <c>m-00001-of-00003.gguf</c> and so on.</summary>
/// <remarks>
/// Every part holds its number from 0 (<c>split.no</c>), the number of parts (<c>split.count</c>) and that of all
/// tensors (<c>split.tensors.count</c>); the first alone holds the model's metadata.
/// </remarks>
public static partial class GgufSplit
{
    /// <summary>What the keys of a split begin with; they say nothing of the model.</summary>
    internal const string Prefix = "split.";

    private const string NumberKey = "split.no";
    private const string CountKey = "split.count";
    private const string TensorsKey = "split.tensors.count";

    /// <summary>Parts are numbered with five digits and counted in 16 bits.</summary>
    private const int MostParts = ushort.MaxValue;

    /// <summary>The files of a model that exist, told by their names; the path alone for a model in one file.</summary>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<string> files = [path];
        if (CountInName(path) is { } count && path == NameOf(path, 0, count))
        {
            files.AddRange(Enumerable.Range(1, count - 1).Select(i => NameOf(path, i, count)).TakeWhile(File.Exists));
        }

        return files;
    }

    /// <summary>Opens the other parts of a model whose first file is open.</summary>
    /// <param name="parts">The first file; receives the others.</param>
    /// <exception cref="GgufFormatException">
    /// The file is not the first part, a part is missing or belongs to another model, or tensors are missing.
    /// </exception>
    internal static void OpenOthers(List<GgufPart> parts)
    {
        GgufPart first = parts[0];
        if (Read(first, CountKey, MostParts) is not { } count || count < 2)
        {
            return;
        }

        int number = Read(first, NumberKey, count - 1) ?? 0;
        string? name = CountInName(first.Path) == count ? NameOf(first.Path, 0, count) : null;
        string merge = MergeAdvice(name ?? FormattableString.Invariant($"MODEL-00001-of-{count:00000}.gguf"));
        if (number != 0 || name != first.Path)
        {
            throw Reject(
                first,
                NumberKey,
                FormattableString.Invariant($"part {number + 1} of {count} of a split model"),
                number == 0
                    ? FormattableString.Invariant($"part 1 under a name that ends in -00001-of-{count:00000}.gguf")
                    : $"part 1{(name is null ? "" : $", {Path.GetFileName(name)}")}",
                (number == 0
                    ? "Give all parts their original names, or merge them. "
                    : "Give the path of part 1, with the other parts in the same folder, or merge them. ") + merge);
        }

        for (int i = 1; i < count; i++)
        {
            string path = NameOf(first.Path, i, count);
            if (!File.Exists(path))
            {
                throw Reject(
                    first,
                    CountKey,
                    FormattableString.Invariant($"part 1 of {count} without part {i + 1}"),
                    $"{Path.GetFileName(path)} in the same folder",
                    "Download the missing part, or merge the parts where they are complete. " + merge);
            }

            GgufPart part = GgufPart.Open(path);
            parts.Add(part);
            RequireSameModel(first, part, i, count);
        }

        RequireAllTensors(parts);
    }

    private static void RequireSameModel(GgufPart first, GgufPart part, int number, int count)
    {
        int? foundNumber = Read(part, NumberKey, MostParts);
        int? foundCount = Read(part, CountKey, MostParts);
        if (foundNumber != number || foundCount != count)
        {
            throw Reject(
                part,
                NumberKey,
                foundNumber is null || foundCount is null
                    ? "a file that is not part of a split model"
                    : FormattableString.Invariant($"part {foundNumber + 1} of {foundCount}"),
                FormattableString.Invariant($"part {number + 1} of {count}"),
                "Download all parts of one model again.");
        }

        foreach (GgufMetadataEntry entry in part.Metadata.Entries.Where(entry => entry.Key != NumberKey))
        {
            if (entry.Value is not Array
                && first.Metadata.TryGet(entry.Key, out GgufMetadataEntry? other)
                && !Equals(entry.Value, other.Value))
            {
                throw Reject(
                    part,
                    entry.Key,
                    FormattableString.Invariant($"'{entry.Key}' with {entry.Value}, in part 1 {other.Value}"),
                    "parts of one model",
                    "Download all parts of one model again.");
            }
        }
    }

    private static void RequireAllTensors(List<GgufPart> parts)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (GgufPart part in parts)
        {
            foreach (GgufTensorDeclaration tensor in part.Header.Tensors.Where(tensor => !names.Add(tensor.Name)))
            {
                throw new GgufFormatException(
                    tensor.DeclaredAt,
                    $"the tensor '{tensor.Name}', which an earlier part contains",
                    "parts of one model",
                    "Download all parts of one model again.")
                {
                    File = part.Path,
                };
            }
        }

        if (Read(parts[0], TensorsKey, int.MaxValue) is { } count && count != names.Count)
        {
            throw Reject(
                parts[0],
                TensorsKey,
                FormattableString.Invariant($"{names.Count} tensors in {parts.Count} parts"),
                FormattableString.Invariant($"{count}, as '{TensorsKey}' says"),
                "Download all parts of one model again.");
        }
    }

    /// <summary>A number of a part, from 0; <c>null</c> when the part does not hold it.</summary>
    private static int? Read(GgufPart part, string key, int largest)
    {
        if (!part.Metadata.Contains(key))
        {
            return null;
        }

        uint value = part.Metadata.GetUInt32(key);
        return value <= largest
            ? (int)value
            : throw Reject(
                part,
                key,
                FormattableString.Invariant($"{value} in '{key}'"),
                FormattableString.Invariant($"0 to {largest}"),
                "Download all parts of one model again.");
    }

    private static GgufFormatException Reject(
        GgufPart part, string key, string found, string expected, string fix)
    {
        long offset = part.Metadata.TryGet(key, out GgufMetadataEntry? entry) ? entry.ByteOffset : GgufFile.HeaderBytes;
        return new GgufFormatException(offset, found, expected, fix) { File = part.Path };
    }

    private static string MergeAdvice(string first) =>
        $"To merge: llama-gguf-split --merge {Path.GetFileName(first)} merged.gguf";

    private static int? CountInName(string path) =>
        Suffix().Match(path) is { Success: true } match
            && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is >= 2 and <= MostParts and var count
            ? count
            : null;

    private static string NameOf(string path, int number, int count) =>
        FormattableString.Invariant($"{Suffix().Replace(path, "")}-{number + 1:00000}-of-{count:00000}.gguf");

    [GeneratedRegex("-[0-9]{5}-of-([0-9]{5})\\.gguf$", RegexOptions.CultureInvariant)]
    private static partial Regex Suffix();
}
