namespace EvalHarness.Metrics.Corpus;

/// <summary>The version of sacreBLEU whose numbers these are, as its signatures name it.</summary>
internal static class SacreBleu
{
    /// <summary>A signature: what stands before it, and the version.</summary>
    public static string Sign(string references, string settings) =>
        $"nrefs:{references}|{settings}|version:2.6.0";
}
