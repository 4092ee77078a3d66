using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;

namespace EvalHarness.Cli.Labels;

/// <summary>Options that say how labels are written in a file.</summary>
internal sealed class LabelFileOptions
{
    private static readonly Dictionary<string, LabelFileFormat> s_formats = new(StringComparer.Ordinal)
    {
        ["csv"] = LabelFileFormat.Csv,
        ["jsonl"] = LabelFileFormat.JsonLines,
        ["label-studio"] = LabelFileFormat.LabelStudio,
        ["argilla"] = LabelFileFormat.Argilla,
    };

    private readonly Option<string?> _id = Column("--id", "sample's id", "sample_id, else id");
    private readonly Option<string?> _value = Column("--value", "grade", "grade, label, value, rating or score");
    private readonly Option<string?> _labeller = Column("--labeller", "labeller's name", "labeller, else annotator");
    private readonly Option<string?> _model = Column("--model", "model that wrote the output", "model");
    private readonly Option<string?> _output = Column("--output-text", "labelled output", "output");
    private readonly Option<string?> _note = Column("--note", "note", "note");
    private readonly Option<string?> _taskColumn = Column("--task-column", "task", "task");

    private readonly Option<string[]> _raters = new("--raters")
    {
        Description = "Columns that are raters, comma-separated: each holds its own grades, a list those of several.",
        HelpName = "COLUMNS",
    };

    private readonly Option<string?> _separator = new("--separator")
    {
        Description = "Character between the fields of a CSV file. [default: found in the header]",
        HelpName = "CHARACTER",
    };

    private readonly Option<string?> _encoding = new("--encoding")
    {
        Description = "Encoding of a CSV file, such as windows-1252. [default: utf-8]",
        HelpName = "NAME",
    };

    /// <summary>The form of the file.</summary>
    public Option<string?> Format { get; } = new("--format")
    {
        Description = "csv, jsonl, label-studio or argilla. [default: by the file's extension]",
        HelpName = "FORMAT",
        CompletionSources = { s_formats.Keys.ToArray() },
    };

    /// <summary>The options that name columns.</summary>
    public IEnumerable<Option> Columns =>
        [_id, _value, _labeller, _model, _output, _note, _taskColumn, _raters, _separator, _encoding];

    /// <summary>The form that the command line names, or that a file's name tells.</summary>
    public LabelFileFormat FormatOf(ParseResult parsed, string path) => parsed.GetValue(Format) is { } named
        ? s_formats[OptionChoice.Check(named, s_formats.Keys, "--format")]
        : Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" or ".TSV" => LabelFileFormat.Csv,
            ".JSONL" => LabelFileFormat.JsonLines,
            var other => throw new InvalidInputException(
                path, other.Length == 0 ? "no extension" : $"the extension \"{other.ToLowerInvariant()}\"",
                ".csv, .tsv or .jsonl", "Name the form with --format csv, jsonl, label-studio or argilla."),
        };

    /// <summary>Which column is what.</summary>
    public LabelColumns ColumnsOf(ParseResult parsed)
    {
        string? separator = parsed.GetValue(_separator) is @"\t" ? "\t" : parsed.GetValue(_separator);
        return separator is { Length: not 1 }
            ? throw new InvalidInputException("--separator", $"\"{separator}\"", "one character, or \\t for a tab")
            : new LabelColumns
            {
                Id = parsed.GetValue(_id),
                Value = parsed.GetValue(_value),
                Labeller = parsed.GetValue(_labeller),
                Model = parsed.GetValue(_model),
                Output = parsed.GetValue(_output),
                Note = parsed.GetValue(_note),
                Task = parsed.GetValue(_taskColumn),
                Raters = [.. ListOption.Split(parsed.GetValue(_raters) ?? [])],
                Separator = separator?[0],
                Encoding = parsed.GetValue(_encoding),
            };
    }

    /// <summary>The kind of item that an option names; <c>null</c> without one.</summary>
    public static LabelKind? KindOf(string? name) => name is null ? null
        : OptionChoice.Check(name, ["output", "pair"], "--kind") == "pair" ? LabelKind.Pair : LabelKind.Output;

    private static Option<string?> Column(string name, string what, string usual) => new(name)
    {
        Description = $"Column with the {what}. [default: {usual}]",
        HelpName = "COLUMN",
    };
}
