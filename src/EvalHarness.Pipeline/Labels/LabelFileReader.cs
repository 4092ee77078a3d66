using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Reads the labels of a file, in whichever form they are.</summary>
/// <param name="path">The file.</param>
/// <param name="format">Its form.</param>
/// <param name="columns">Which field is what.</param>
internal sealed class LabelFileReader(string path, LabelFileFormat format, LabelColumns columns)
{
    private readonly LabelColumns _columns = columns;

    /// <summary>The labels in the file's order.</summary>
    /// <exception cref="InvalidInputException">A row cannot be read.</exception>
    public async IAsyncEnumerable<FileLabel> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isDelimited = format == LabelFileFormat.Csv;
        DatasetMapping mapping = new()
        {
            Separator = isDelimited ? _columns.Separator ?? LabelSeparator.Find(path) : null,
            Encoding = isDelimited ? _columns.Encoding : null,
        };
        IRowSource rows = DatasetReaders.OpenRows(path, format switch
        {
            LabelFileFormat.Csv => ".csv",
            LabelFileFormat.JsonLines => ".jsonl",
            _ => ".json",
        }, mapping);
        HashSet<string> seen = new(StringComparer.Ordinal);
        await foreach (DatasetRow row in rows.ReadAsync(cancellationToken))
        {
            if (row.Mistake is { } mistake)
            {
                throw new InvalidInputException([mistake]);
            }

            string place = FormattableString.Invariant($"{path}:{row.Line}");
            bool isFirst = seen.Count == 0;
            seen.UnionWith(row.Fields.Keys);
            if (isFirst && isDelimited)
            {
                Require(seen, place);
            }

            foreach (FileLabel label in format switch
            {
                LabelFileFormat.LabelStudio => LabelStudioTask.Read(place, row.Fields, _columns),
                LabelFileFormat.Argilla => ArgillaRecord.Read(place, row.Fields, _columns),
                _ => Rows(place, row.Fields, isDelimited ? FormulaGuard.Unguard : text => text),
            })
            {
                yield return label;
            }
        }

        // A line of JSON may leave out what another has.
        if (format == LabelFileFormat.JsonLines && seen.Count > 0)
        {
            Require(seen, path);
        }
    }

    /// <summary>The fields that tell which item a label is about, wherever they stand.</summary>
    /// <param name="place">File and line.</param>
    /// <param name="find">The text of a field by its name; <c>null</c> where there is none.</param>
    /// <param name="columns">Which field is what.</param>
    internal static FileLabel Item(string place, Func<string, string?> find, LabelColumns columns) => new(place)
    {
        ItemId = Filled(find("item")),
        SampleId = columns.IdNames.Select(find).FirstOrDefault(text => text is not null),
        Task = Filled(find(columns.Task ?? "task")),
        Model = Filled(find(columns.Model ?? "model")),
        Output = find(columns.Output ?? "output"),
    };

    private IEnumerable<FileLabel> Rows(
        string place, IReadOnlyDictionary<string, FieldValue> fields, Func<string, string> unguard)
    {
        FileLabel item = Item(place, Find, _columns) with
        {
            Action = Filled(Find("action")),
            Note = Filled(Find(_columns.Note ?? "note")),
            Reason = Filled(Find("reason")),
        };
        return _columns.Raters.Count > 0
            ? _columns.Raters.SelectMany(Grades)
                .Select(rated => item with { Labeller = rated.Rater, Value = rated.Grade })
            :
            [
                item with
                {
                    Labeller = Filled(_columns.LabellerNames.Select(Find).FirstOrDefault(text => text is not null)),
                    Value = _columns.ValueNames.Select(Find).FirstOrDefault(text => text is not null) ?? "",
                },
            ];

        string? Find(string name) => fields.TryGetValue(name, out FieldValue value)
            ? value.Text is { } text ? unguard(text) : value.Json.GetRawText()
            : null;

        IEnumerable<(string Rater, string Grade)> Grades(string name) =>
            !fields.TryGetValue(name, out FieldValue value) ? []
            : value.Text is { } text ? [(name, unguard(text))]
            : value.Json.Elements().Select((grade, i) =>
                (FormattableString.Invariant($"{name} {i + 1}"), grade.Text() ?? ""));
    }

    private void Require(HashSet<string> names, string place)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        InputError[] missing =
        [
            .. _columns.Required.Where(name => !names.Contains(name)).Select(name => new InputError(
                place, $"no column \"{name}\"", Fix: NearestName.Suggest(name, sorted))),
        ];
        if (missing.Length > 0)
        {
            throw new InvalidInputException(missing);
        }

        bool hasGrade = _columns.Raters.Count > 0 || _columns.ValueNames.Any(names.Contains);
        bool hasId = _columns.IdNames.Any(names.Contains) || names.Contains("item");
        if (!hasGrade || !hasId)
        {
            throw new InvalidInputException(
                place, $"the columns {string.Join(", ", sorted.Take(20))}",
                hasId ? "a column with the grade" : "a column with the sample's id",
                hasId ? "Name it with --value COLUMN." : "Name it with --id COLUMN.");
        }
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
