using System.Globalization;

namespace EvalHarness.Tests.Testing;

/// <summary>Runs a test as if on a machine of another culture.</summary>
internal static class InCulture
{
    /// <summary>Invariant, and three that differ from it in separators, minus signs and upper-case i.</summary>
    public static IReadOnlyList<string> Names { get; } = ["", "en-US", "de-DE", "tr-TR"];

    /// <summary>Runs the function with that culture as the current one.</summary>
    public static async Task<T> RunAsync<T>(string culture, Func<Task<T>> run)
    {
        (CultureInfo before, CultureInfo beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return await run();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }
}
