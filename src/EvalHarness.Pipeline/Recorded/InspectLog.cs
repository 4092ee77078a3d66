using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// A log of Inspect, version 1 or 2: one JSON document, or a zip archive with a file for each epoch of each sample.
/// </summary>
internal abstract partial class InspectLog
{
    private const int LargestDocument = 256 << 20;
    private const long MostBytes = 64L << 30;
    private const int NewestVersion = 2;

    /// <summary>The log in a stream; <c>null</c> where it holds something else.</summary>
    /// <param name="stream">A seekable stream at its start.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="first">The first byte that is no white space.</param>
    /// <exception cref="InvalidInputException">It is a log that cannot be read.</exception>
    public static InspectLog? Find(Stream stream, string name, byte first) => first switch
    {
        (byte)'P' => new Archive(new ZipReader(stream, name), name),
        (byte)'{' when Path.GetExtension(name).Equals(".json", StringComparison.OrdinalIgnoreCase) =>
            new Document(stream, name),
        _ => null,
    };

    /// <summary>The samples, one for each epoch.</summary>
    /// <exception cref="InvalidInputException">One cannot be read.</exception>
    public abstract IEnumerable<RecordedRow> Read();

    /// <summary>What it says of its whole.</summary>
    /// <exception cref="InvalidInputException">It is of an unknown version, or damaged.</exception>
    public abstract RecordedHeader ReadHeader();

    [GeneratedRegex(@"_epoch_[0-9]+/sample\.json\z")]
    private static partial Regex PartName();

    private static RecordedHeader Describe(JsonElement header, string place)
    {
        RecordedFields fields = new(place);
        JsonElement version = fields.Require(header, "version", JsonValueKind.Number);
        if (!version.TryGetInt32(out int number) || number is < 1 or > NewestVersion)
        {
            throw fields.Wrong(
                $"a log of version {version}",
                string.Create(CultureInfo.InvariantCulture, $"version 1 to {NewestVersion}"));
        }

        string task = fields.RequireId(fields.Require(header, "eval", JsonValueKind.Object), "task");
        string status = RecordedFields.Find(header, "status")?.ToString() ?? "started";
        return new(task, status == "success" ? null : $"its status is \"{status}\"");
    }

    private sealed class Document(Stream stream, string name) : InspectLog
    {
        private readonly Lazy<JsonElement> _root = new(() =>
        {
            if (stream.Length > LargestDocument)
            {
                throw new InvalidInputException(
                    name, FormattableString.Invariant($"{stream.Length} bytes"),
                    FormattableString.Invariant($"a .json log of at most {LargestDocument} bytes"),
                    "Convert it: inspect log convert LOG --to eval --output-dir DIR");
            }

            byte[] bytes = new byte[stream.Length];
            stream.Position = 0;
            stream.ReadExactly(bytes);
            return RecordedJson.Parse(bytes, name, line: 1);
        });

        public override IEnumerable<RecordedRow> Read()
        {
            ReadHeader();
            JsonElement samples = new RecordedFields(name).Require(_root.Value, "samples", JsonValueKind.Array);
            return samples.EnumerateArray().Select((sample, at) => new InspectSample(
                sample, string.Create(CultureInfo.InvariantCulture, $"{name}: $.samples[{at}]")).Parse());
        }

        public override RecordedHeader ReadHeader() => Describe(_root.Value, name);
    }

    private sealed class Archive(ZipReader zip, string name) : InspectLog
    {
        private const string Samples = "samples/";

        // A log whose run did not end has no header yet, but what it began with.
        public override RecordedHeader ReadHeader()
        {
            IReadOnlyList<ZipEntry> entries = zip.ReadDirectory();
            ZipEntry header = entries.FirstOrDefault(entry => entry.Name == "header.json")
                ?? entries.FirstOrDefault(entry => entry.Name == "_journal/start.json")
                ?? throw new InvalidInputException(name, "a zip archive without header.json", "a log of Inspect");
            string place = $"{name}: {header.Name}";
            return Describe(RecordedJson.Parse(zip.ReadEntry(header, RecordedFile.RowBytes), place, line: null), place);
        }

        public override IEnumerable<RecordedRow> Read()
        {
            ReadHeader();
            ZipEntry[] all = [.. zip.ReadDirectory().Where(entry =>
                entry.Name.StartsWith(Samples, StringComparison.Ordinal)
                && entry.Name.EndsWith(".json", StringComparison.Ordinal))];
            if (Array.Find(all, entry => PartName().IsMatch(entry.Name)) is { } part)
            {
                throw new InvalidInputException(
                    name, $"a log whose samples are kept in parts ({part.Name})", "one file for each sample",
                    "Use the log as Inspect wrote it, before it was converted.");
            }

            if (all.Sum(entry => Math.Min(entry.Bytes, MostBytes)) > MostBytes)
            {
                throw new InvalidInputException(
                    name, "samples of more than 64 GiB together", "a smaller log");
            }

            return all.OrderBy(entry => entry.Name.Length).ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => Parse(entry, $"{name}: {entry.Name}"));
        }

        private RecordedRow Parse(ZipEntry entry, string place)
        {
            JsonElement sample =
                RecordedJson.Parse(zip.ReadEntry(entry, RecordedFile.RowBytes), place, line: null);
            return new InspectSample(sample, place).Parse();
        }
    }
}
