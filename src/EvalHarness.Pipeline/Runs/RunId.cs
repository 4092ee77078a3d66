using System.Globalization;
using System.Text;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Names of runs: readable, sortable by time within a configuration, and fit for a folder.</summary>
internal static class RunId
{
    /// <summary>Name of the configuration and UTC second: <c>bundled-regression-20261122-041530</c>.</summary>
    public static string Create(string name, DateTimeOffset now) =>
        Slug(name) + now.UtcDateTime.ToString("-yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

    /// <summary>
    /// Letters, digits, dots, dashes and underscores only, and no dot first: nothing that leaves a folder.
    /// </summary>
    public static bool IsValid(string id) =>
        id.Length is > 0 and <= 128 && id[0] != '.'
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string Slug(string name)
    {
        StringBuilder slug = new();
        foreach (char c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string trimmed = slug.ToString(0, Math.Min(slug.Length, 60)).Trim('-');
        return trimmed.Length > 0 ? trimmed : "run";
    }
}
