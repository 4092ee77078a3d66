using EvalHarness.Labels;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Labels;

/// <summary>What labelling needs to know of one sample: who wrote what, without the texts.</summary>
/// <param name="Id">The sample.</param>
/// <param name="Ordinal">Its place in the dataset, from 0.</param>
/// <param name="Group">Its group; <c>null</c> without one.</param>
/// <param name="Baseline">The baseline's output; <c>null</c> when there is none.</param>
/// <param name="Candidates">The candidates' outputs that differ from it, by candidate.</param>
internal sealed record LabelSample(
    string Id,
    int Ordinal,
    string? Group,
    LabelledText? Baseline,
    IReadOnlyDictionary<string, LabelledText> Candidates)
{
    /// <summary>Reads off a sample.</summary>
    public static LabelSample From(StoredOutputs stored, string baseline, IReadOnlyList<string> candidates)
    {
        LabelledText? before = LabelledText.Of(stored, baseline);
        Dictionary<string, LabelledText> differing = new(StringComparer.Ordinal);
        foreach (string candidate in candidates)
        {
            if (before is not null && LabelledText.Of(stored, candidate) is { } after && after.Key != before.Key)
            {
                differing[candidate] = after;
            }
        }

        return new LabelSample(stored.Row.Sample.Id, stored.Row.Ordinal, stored.Row.Sample.Group, before, differing);
    }

    /// <summary>The candidates of which people must see the pair: neither output has its grade without them.</summary>
    public IEnumerable<string> Labellable => Baseline is not { IsFaulty: false }
        ? []
        : Candidates.Where(candidate => !candidate.Value.IsFaulty).Select(candidate => candidate.Key);

    /// <summary>
    /// What people are shown of the pairs of some candidates, each distinct item once, with its candidates.
    /// </summary>
    public IEnumerable<(LabelItem Item, IReadOnlyList<string> Candidates)> Items(
        LabelQuestion question, string baseline, IReadOnlyList<string> candidates)
    {
        IEnumerable<IGrouping<string, string>> texts = candidates.GroupBy(candidate => Candidates[candidate].Key);
        if (question.Kind == LabelKind.Output && candidates.Count > 0)
        {
            yield return (Item(question, baseline, Baseline!.Key), candidates);
        }

        foreach (IGrouping<string, string> text in texts)
        {
            LabelItem item = Item(question, text.First(), text.Key);
            yield return (
                question.Kind == LabelKind.Output
                    ? item
                    : item with { Baseline = baseline, BaselineKey = Baseline!.Key },
                [.. text]);
        }
    }

    /// <summary>An output as an item.</summary>
    public LabelItem Item(LabelQuestion question, string model, string key) => new()
    {
        Task = question.Task,
        SampleId = Id,
        Kind = question.Kind,
        Model = model,
        TextKey = key,
    };
}
