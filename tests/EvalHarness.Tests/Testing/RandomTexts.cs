namespace EvalHarness.Tests.Testing;

/// <summary>Seeded texts of few distinct words, so that pairs overlap.</summary>
internal static class RandomTexts
{
    private static readonly string[] s_words =
        ["the", "cat", "sitting", "on", "a", "mat", "relational", "flies", "U.S.", "copies-of", "hopping", "9th"];

    /// <summary>Pairs of texts of 0 to 5 lines.</summary>
    public static IEnumerable<(string First, string Second)> Pairs(int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            yield return (Text(random), Text(random));
        }
    }

    /// <summary>One line of a given number of words.</summary>
    public static string Line(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]));

    private static string Text(Random random) =>
        string.Join('\n', Enumerable.Range(0, random.Next(6)).Select(_ => Line(random, random.Next(12))));
}
