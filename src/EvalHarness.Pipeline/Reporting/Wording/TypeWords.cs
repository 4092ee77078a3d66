using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Candidates whose weights have other types than their names let expect.</summary>
internal static class TypeWords
{
    /// <summary>A model's name and, behind it, the types that its weights have where it is called by another.</summary>
    public static string Label(string name, string? effectiveTypes) =>
        effectiveTypes is null ? name : $"{name} ({effectiveTypes})";

    /// <summary>The same of a model of a report.</summary>
    public static string Label(Report report, string name)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Label(name, report.Models.FirstOrDefault(model => model.Name == name)?.EffectiveTypes);
    }

    /// <summary>A sentence for each such model.</summary>
    public static IEnumerable<string> Notes(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Models.Where(model => model.EffectiveTypes is not null)
            .Select(model => $"{model.Name}: {model.EffectiveTypes}.");
    }
}
