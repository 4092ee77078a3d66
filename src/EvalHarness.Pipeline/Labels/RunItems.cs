using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>The items of some samples of one question, to find those that a file's rows are about.</summary>
internal sealed class RunItems
{
    private readonly Dictionary<string, LabelItem> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Model, LabelItem Item)>> _bySample = new(StringComparer.Ordinal);

    private RunItems(LabelQuestion question) => Question = question;

    /// <summary>The question.</summary>
    public LabelQuestion Question { get; }

    /// <summary>Group by sample id.</summary>
    public Dictionary<string, string?> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the items of some samples.</summary>
    /// <param name="reader">Holds the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="question">The question.</param>
    /// <param name="wanted">Ids of the samples; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    public static async Task<RunItems> ReadAsync(
        IRunReader reader,
        RunRecord run,
        LabelQuestion question,
        HashSet<string>? wanted,
        CancellationToken cancellationToken)
    {
        EvalConfiguration configuration = LabelQuestions.Configuration(run);
        string baseline = configuration.Baseline;
        RunItems items = new(question);
        await foreach (StoredOutputs stored in
            StoredOutputs.ReadAsync(reader, run.Id, question.Task, cancellationToken))
        {
            if (wanted?.Contains(stored.Row.Sample.Id) == false)
            {
                continue;
            }

            items.Groups[stored.Row.Sample.Id] = stored.Row.Sample.Group;
            List<(string Model, LabelItem Item)> own = items._bySample[stored.Row.Sample.Id] = [];
            foreach ((string model, ModelOutput output) in stored.Outputs)
            {
                if (Item(stored, question, baseline, model, output) is { } item)
                {
                    own.Add((model, item));
                    items._byId.TryAdd(item.Id, item);
                }
            }
        }

        return items;
    }

    /// <summary>The item that a row is about, or why there is none.</summary>
    public (LabelItem? Item, string? Reason) Find(FileLabel row, string? model)
    {
        if (row.ItemId is { } id)
        {
            return _byId.TryGetValue(id, out LabelItem? named) ? (named, null)
                : (null, "no output of the run has this item id");
        }

        if (row.SampleId is not { } sample || !_bySample.TryGetValue(sample, out var own))
        {
            return (null, row.SampleId is null ? "no sample id" : "no sample of the run has this id");
        }

        if ((row.Model ?? model) is { } writer)
        {
            LabelItem? written = own.Where(output => output.Model == writer)
                .Select(output => output.Item)
                .FirstOrDefault();
            return written is null ? (null, "the model has no such output of this sample") : (written, null);
        }

        LabelItem[] distinct = [.. own.Select(output => output.Item).DistinctBy(item => item.Id)];
        if (row.Output is { } text)
        {
            string key = OutputKey.From(text);
            LabelItem? same = distinct.FirstOrDefault(item => item.TextKey == key);
            return same is null ? (null, "no model wrote this output of the sample") : (same, null);
        }

        return distinct.Length == 1 ? (distinct[0], null)
            : (null, "neither model nor output says which of the sample's outputs it is");
    }

    private static LabelItem? Item(
        StoredOutputs stored, LabelQuestion question, string baseline, string model, ModelOutput output)
    {
        LabelItem item = new()
        {
            Task = question.Task,
            SampleId = stored.Row.Sample.Id,
            Kind = question.Kind,
            Model = model,
            TextKey = OutputKey.From(output.Text),
        };
        return question.Kind == LabelKind.Output ? item
            : model != baseline && stored.Outputs.TryGetValue(baseline, out ModelOutput? before)
                ? item with { Baseline = baseline, BaselineKey = OutputKey.From(before.Text) }
                : null;
    }
}
