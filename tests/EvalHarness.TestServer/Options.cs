namespace EvalHarness.TestServer;

internal static class Options
{
    // "--name value" or "--name" alone.
    public static Dictionary<string, string> Parse(string[] words)
    {
        Dictionary<string, string> options = [];
        for (int i = 0; i < words.Length; i++)
        {
            bool hasValue = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            options[words[i][2..]] = hasValue ? words[++i] : "";
        }

        return options;
    }
}
