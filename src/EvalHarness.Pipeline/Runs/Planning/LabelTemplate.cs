using CsvHelper;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Reporting.Csv;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Writes the pairs that people are to label: of a random share of the samples on which baseline and candidate differ
/// both outputs, with what there is to judge them by and an empty column for the grade.
/// </summary>
/// <param name="reader">Holds the run.</param>
internal sealed class LabelTemplate(IRunReader reader)
{
    /// <summary>Writes the file.</summary>
    /// <param name="configuration">Where the judge is defined.</param>
    /// <param name="run">The run.</param>
    /// <param name="judge">The judge's name.</param>
    /// <param name="share">Share of the pairs; <c>null</c> for that of the judge's labels, else all.</param>
    /// <param name="path">The CSV file; must not exist, since it may hold labels.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    /// <exception cref="InvalidInputException">There is no such judge, or the file exists.</exception>
    public async Task<LabelTemplateResult> WriteAsync(
        ResolvedConfiguration configuration,
        RunRecord run,
        string judge,
        double? share,
        string path,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(run);
        if (!configuration.Values.Judges.TryGetValue(judge, out JudgeConfiguration? section))
        {
            throw new InvalidInputException(
                "--judge", $"\"{judge}\"", "the name of a judge in the configuration",
                NearestName.Suggest(judge, [.. configuration.Values.Judges.Keys]));
        }

        if (File.Exists(path))
        {
            throw new InvalidInputException(
                "--labels-template", $"\"{path}\", an existing file", "a new file, so that no label is lost");
        }

        JudgeDefinition definition = await JudgeDefinitionReader.ReadAsync(configuration, judge, cancellationToken);
        EvalConfiguration asked = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        LabelsConfiguration labels = section.Labels is { Drawn: LabelDraw.Pairs } drawn
            ? drawn
            : new LabelsConfiguration { Path = path };
        LabelledPairs draw = new(share ?? labels.Share, labels.Seed);
        string[] fields = [.. definition.RequiredFields.Except(["id", "model", labels.Grade])];
        string[] outputs = section.IsPairwise ? ["baseline", "candidate"] : [section.Output];
        List<string[]> rows = [[labels.Id, "model", .. fields, .. outputs, labels.Grade]];
        (int differing, int pairs) = (0, 0);
        await foreach (StoredOutputs sample in
            StoredOutputs.ReadAsync(reader, run.Id, section.Task, cancellationToken))
        {
            string[] candidates = [.. asked.Candidates.Where(candidate => Differs(sample, asked.Baseline, candidate))];
            differing += candidates.Length;
            if (candidates.Length > 0 && draw.Contains(sample.Row.Sample.Id))
            {
                pairs += candidates.Length;
                rows.AddRange(Rows(sample, asked.Baseline, candidates, fields, section.IsPairwise));
            }
        }

        await OutputFile.WriteAsync(path, stream => WriteAsync(rows, stream, cancellationToken), cancellationToken);
        return new LabelTemplateResult(rows.Count - 1, pairs, differing, draw);
    }

    private static bool Differs(StoredOutputs sample, string baseline, string candidate) =>
        sample.Outputs.TryGetValue(baseline, out ModelOutput? before)
        && sample.Outputs.TryGetValue(candidate, out ModelOutput? after)
        && AnswerCheck.FaultOf(before) is null && AnswerCheck.FaultOf(after) is null
        && OutputKey.From(before.Text) != OutputKey.From(after.Text);

    // One row for each distinct text: models that wrote the same share its label.
    private static IEnumerable<string[]> Rows(
        StoredOutputs sample, string baseline, string[] candidates, string[] fields, bool isPairwise)
    {
        IReadOnlyDictionary<string, string> known = sample.Fields();
        string[] models = isPairwise ? candidates : [baseline, .. candidates];
        foreach (string model in models.DistinctBy(model => OutputKey.From(sample.Outputs[model].Text)))
        {
            string text = sample.Outputs[model].Text;
            yield return
            [
                sample.Row.Sample.Id,
                model,
                .. fields.Select(field => CsvReportWriter.Guarded(known.GetValueOrDefault(field, ""))),
                .. (isPairwise ? [sample.Outputs[baseline].Text, text] : new[] { text })
                    .Select(CsvReportWriter.Guarded),
                "",
            ];
        }
    }

    private static async Task WriteAsync(List<string[]> rows, Stream stream, CancellationToken cancellationToken)
    {
        await using CsvWriter csv = CsvWriter.Create(
            stream, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        foreach (string[] row in rows)
        {
            await csv.WriteRecordAsync(row, cancellationToken);
        }

        await csv.FlushAsync(cancellationToken);
    }
}
