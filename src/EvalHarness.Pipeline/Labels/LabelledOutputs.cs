using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Analysis;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Runs;
using EvalHarness.Slicing;

namespace EvalHarness.Pipeline.Labels;

/// <summary>The labelled outputs of a run.</summary>
internal sealed class LabelledOutputs
{
    private readonly Dictionary<string, LabelledOutput> _byItem;

    private LabelledOutputs(Dictionary<string, LabelledOutput> byItem) => _byItem = byItem;

    /// <summary>An item's output; <c>null</c> when the run no longer has it.</summary>
    public LabelledOutput? Find(string itemId) => _byItem.GetValueOrDefault(itemId);

    /// <summary>Reads them.</summary>
    public static async Task<LabelledOutputs> ReadAsync(
        IRunReader reader,
        RunRecord run,
        LabelQuestion question,
        EstimationDraw? draw,
        IReadOnlyList<ItemLabels> labelled,
        CancellationToken cancellationToken)
    {
        ILookup<string, LabelItem> wanted = labelled.ToLookup(
            item => item.Item!.SampleId, item => item.Item!, StringComparer.Ordinal);
        Dictionary<string, SampleTraits> traits = new(StringComparer.Ordinal);
        List<(string Sample, string Item, LabelledOutput Output)> found = [];
        await foreach (StoredOutputs sample in
            StoredOutputs.ReadAsync(reader, run.Id, question.Task, cancellationToken))
        {
            string id = sample.Row.Sample.Id;
            string? group = sample.Row.Sample.Group;
            traits[id] = new SampleTraits(sample.Row.Sample.Tags, sample.Row.Prompt.Length);
            LabelPart part = draw?.PartOf(id, group) ?? LabelSplit.Usual.PartOf(id, group, 1);
            bool isRandom = draw is null || draw.Contains(id, group)
                || (part != LabelPart.Sealed && new LabelledPairs(draw.Share, draw.Seed).Contains(id));
            foreach (LabelItem item in wanted[id])
            {
                found.Add((id, item.Id, new LabelledOutput(
                    sample.Row.Ordinal, part, isRandom, Length(sample, item), [])));
            }
        }

        Slice[] slices = [.. SliceDimensions.FromTags(traits), .. SliceDimensions.FromLengths(traits)];
        return new LabelledOutputs(found.ToDictionary(
            output => output.Item,
            output => output.Output with
            {
                Slices =
                [
                    .. slices.Where(slice => slice.Samples.Contains(output.Sample))
                        .Select(slice => $"{slice.Dimension}: {slice.Value}"),
                ],
            },
            StringComparer.Ordinal));
    }

    private static int? Length(StoredOutputs sample, LabelItem item)
    {
        int? own = sample.Outputs.GetValueOrDefault(item.Model)?.Text.Length;
        return item.Baseline is null ? own : own - sample.Outputs.GetValueOrDefault(item.Baseline)?.Text.Length;
    }
}
