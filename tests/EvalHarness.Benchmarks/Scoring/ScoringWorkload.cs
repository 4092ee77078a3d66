using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Benchmarks.Scoring;

/// <summary>
/// Files to score, the same for every call: 2,000 pairs of about 100 words in several lines, of which about half
/// are shared; and 1,000 topics with 150 judged and 1,000 retrieved documents each.
/// </summary>
internal static class ScoringWorkload
{
    /// <summary>Pairs of texts.</summary>
    public const int Pairs = 2000;

    private const int Seed = 4242;
    private const int Topics = 1000;
    private const int Retrieved = 1000;
    private const int Judged = 150;
    private const int WordsPerLine = 14;

    private static readonly string[] s_stems = CreateStems();

    private static readonly string[] s_endings =
        ["", "", "", "", "s", "ed", "ing", "er", "ly", "ation", "ness", "ment", "ful", "ize", "ational"];

    /// <summary>Writes <c>pairs.jsonl</c>, <c>qrels.txt</c> and <c>run.txt</c>.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WritePairs(Path.Combine(folder, "pairs.jsonl"), new Random(Seed));
        WriteRun(Path.Combine(folder, "qrels.txt"), Path.Combine(folder, "run.txt"), new Random(Seed + 1));
    }

    private static void WritePairs(string path, Random random)
    {
        using StreamWriter file = new(path);
        for (int id = 0; id < Pairs; id++)
        {
            string[] reference = [.. Enumerable.Range(0, random.Next(100, 115)).Select(_ => Word(random))];
            string[] prediction =
            [
                .. reference.Where(_ => random.NextDouble() > 0.1)
                    .Select(word => random.NextDouble() > 0.4 ? word : Word(random)),
            ];
            file.WriteLine(JsonSerializer.Serialize(
                new { id, prediction = Lines(prediction), reference = Lines(reference) }));
        }
    }

    private static void WriteRun(string judgementsPath, string runPath, Random random)
    {
        using StreamWriter judgements = new(judgementsPath);
        using StreamWriter run = new(runPath);
        for (int topic = 1; topic <= Topics; topic++)
        {
            string[] documents = [.. DistinctNumbers(random, 1200).Select(number => $"D{number:D7}")];
            foreach (string document in documents.AsSpan(0, Judged))
            {
                judgements.WriteLine($"{topic} 0 {document} {Grade(random)}");
            }

            random.Shuffle(documents);
            double[] scores =
                [.. Enumerable.Range(0, Retrieved).Select(_ => 15 + (5 * Normal(random))).OrderDescending()];
            for (int rank = 0; rank < Retrieved; rank++)
            {
                run.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{topic} Q0 {documents[rank]} {rank + 1} {scores[rank]:F4} bench"));
            }
        }
    }

    private static HashSet<int> DistinctNumbers(Random random, int count)
    {
        HashSet<int> numbers = [];
        while (numbers.Count < count)
        {
            numbers.Add(random.Next(10_000_000));
        }

        return numbers;
    }

    private static int Grade(Random random) => random.Next(100) switch { < 70 => 0, < 90 => 1, < 97 => 2, _ => 3 };

    // Sum of twelve uniform numbers: near enough to normal for a score.
    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;

    private static string Lines(string[] words) =>
        string.Join('\n', words.Chunk(WordsPerLine).Select(line => string.Join(' ', line)));

    // Few words are frequent and many are rare, as in any language.
    private static string Word(Random random)
    {
        double rank = Math.Pow(1 - random.NextDouble(), -2);
        int stem = (int)Math.Min(rank, s_stems.Length) - 1;
        return s_stems[stem] + s_endings[random.Next(s_endings.Length)];
    }

    private static string[] CreateStems() =>
    [
        .. from start in "b c d f g l m n p r s t v w pr st tr gr".Split(' ')
           from middle in "a e i o u ai ea".Split(' ')
           from end in "n r t l ck nd st mp rt ll".Split(' ')
           select start + middle + end,
    ];
}
