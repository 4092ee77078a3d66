using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>Whose speed and memory a report shows: the engine's of deployment, or the harness's own.</summary>
internal static class TimingWords
{
    /// <summary>
    /// Why speed and memory of a model are no measure of its deployment; <c>null</c> when they may be.
    /// </summary>
    public static string? Note(ModelSummary model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return IsOfHarness(model)
            ? "measured in the embedded engine, which computes every type as f32: measure speed and memory in the "
                + "engine of deployment"
            : null;
    }

    /// <summary>The same of all such models, as a sentence.</summary>
    public static IEnumerable<string> Notes(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string[] names = [.. report.Models.Where(IsOfHarness).Select(model => model.Name)];
        if (names.Length > 0)
        {
            yield return $"Speed and memory of {string.Join(", ", names)} are the harness's own: its embedded engine "
                + "computes every type as f32. They decide nothing; measure them in the engine of deployment.";
        }
    }

    /// <summary>The model ran in the embedded engine.</summary>
    public static bool IsOfHarness(ModelSummary model) => model.Provider == GgufProvider.ProviderName;
}
