using System.Globalization;

namespace EvalHarness.Pipeline.Tasks;

/// <summary>Ids of samples that are asked several times: the sample's own, and behind it the number from 1.</summary>
internal static class RepeatedId
{
    private const char Sign = '#';

    /// <summary>The id of a repeat.</summary>
    /// <param name="sampleId">The sample's own id.</param>
    /// <param name="repeat">From 0.</param>
    public static string Join(string sampleId, int repeat) =>
        string.Create(CultureInfo.InvariantCulture, $"{sampleId}{Sign}{repeat + 1}");

    /// <summary>The sample's own id, and the repeat from 0.</summary>
    /// <param name="id">An id that <see cref="Join"/> made.</param>
    public static (string SampleId, int Repeat) Split(string id)
    {
        int at = id.LastIndexOf(Sign);
        return (id[..at], int.Parse(id.AsSpan(at + 1), CultureInfo.InvariantCulture) - 1);
    }
}
