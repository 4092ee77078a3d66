using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>How well a layer of judges finds what is bad, and what it costs.</summary>
internal sealed class LayerEntry(LayerQuality layer)
{
    public string Task => layer.Task;

    public int Layer => layer.Layer;

    public IReadOnlyList<string> Judges => layer.Judges;

    public int Labels => layer.Labels;

    public ShareEntry? Recall => ShareEntry.From(layer.Recall);

    public ShareEntry? Precision => ShareEntry.From(layer.Precision);

    public int Unscored => layer.Unscored;

    public IReadOnlyDictionary<string, int> Escalated => layer.Escalated
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Named(pair => pair.Key, pair => pair.Value);

    public int Items => layer.Items;

    public long Calls => layer.Calls;

    public long? Tokens => layer.Tokens;
}

/// <summary>Two versions of a judge on the same texts.</summary>
internal sealed class JudgeVersionsEntry(JudgeVersions versions)
{
    public string Task => versions.Task;

    public string Judge => versions.Judge;

    public string JudgeId => versions.JudgeId;

    public string OtherId => versions.OtherId;

    public string Counted => versions.ByLabelledGrades ? "right" : "passed";

    public int Items => versions.Items;

    public int Hits => versions.Hits;

    public int OtherHits => versions.OtherHits;

    public int Gained => versions.Gained;

    public int Lost => versions.Lost;

    public double? P => versions.PValue;

    public IReadOnlyList<string> Changed => versions.Changed;
}
