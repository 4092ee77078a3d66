using System.Globalization;
using System.Text.Json;
using EvalHarness.Statistics;

namespace EvalHarness.Benchmarks.Choices;

/// <summary>
/// Writes questions in the shape of MMLU, and the configuration of a run that asks a model in both engines: what is
/// made up says nothing of the model, but costs what MMLU costs.
/// </summary>
internal static class ChoiceQuestions
{
    private const int QuestionsPerSubject = 100;
    private const int Examples = 5;
    private const int ContextLength = 2048;

    private static readonly string[] s_names = ["Ann", "Boris", "Chen", "Dora", "Emil", "Fatima", "George", "Hana"];
    private static readonly string[] s_places = ["the harbour", "the old town", "a village", "the station", "a farm"];
    private static readonly string[] s_goods = ["apples", "lamps", "books", "chairs", "bottles", "stamps", "bricks"];
    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

    /// <summary>Writes <c>dev-N.jsonl</c> and <c>test-N.jsonl</c> for each subject, and a configuration.</summary>
    /// <param name="folder">Where; made if it is absent.</param>
    /// <param name="model">A GGUF model of architecture llama.</param>
    /// <param name="taskFile">The task file of MMLU.</param>
    /// <param name="questions">Number of questions, a hundred of a subject.</param>
    /// <param name="output">Told what was written.</param>
    public static void Write(string folder, string model, string taskFile, int questions, TextWriter output)
    {
        Directory.CreateDirectory(folder);
        SeededRandom random = new(1);
        Dictionary<string, object> tasks = [];
        for (int subject = 0; subject * QuestionsPerSubject < questions; subject++)
        {
            string number = subject.ToString(CultureInfo.InvariantCulture);
            int count = Math.Min(QuestionsPerSubject, questions - (subject * QuestionsPerSubject));
            WriteRows(Path.Combine(folder, $"dev-{number}.jsonl"), number, Examples, random);
            WriteRows(Path.Combine(folder, $"test-{number}.jsonl"), number, count, random);
            tasks["subject_" + number] = new
            {
                file = Path.GetFullPath(taskFile),
                dataset = $"test-{number}.jsonl",
                fewShotDataset = $"dev-{number}.jsonl",
                numFewShot = Examples,
            };
        }

        string path = Path.GetFullPath(model);
        string file = Path.Combine(folder, "eval.config.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["name"] = "choices",
            ["models"] = new Dictionary<string, object>
            {
                ["embedded"] = new { provider = "gguf", path, context = ContextLength, chat = false },
                ["llama"] = new { provider = "llama.cpp", path, context = ContextLength, chat = false },
            },
            ["baseline"] = "embedded",
            ["candidates"] = (string[])["llama"],
            ["tasks"] = tasks,
            ["store"] = "sqlite:runs.db",
        }));
        output.WriteLine(file);
    }

    private static void WriteRows(string file, string subject, int count, SeededRandom random)
    {
        using StreamWriter writer = new(file);
        for (int i = 0; i < count; i++)
        {
            int[] sold = [.. Enumerable.Range(0, 3).Select(_ => 2 + random.Next(60))];
            (string name, string goods) = (Draw(s_names, random), Draw(s_goods, random));
            string question = string.Create(
                CultureInfo.InvariantCulture,
                $"{name} keeps a shop near {Draw(s_places, random)} and counts what is sold there. "
                + $"On {Draw(s_days, random)} {sold[0]} {goods} were sold before noon, and {sold[1]} more after it, "
                + $"although it rained. The day after, another {sold[2]} {goods} left the shop, which {name} noted in "
                + $"the book. How many {goods} were sold in all?");
            (int answer, int step) = (random.Next(4), 1 + random.Next(9));
            string[] choices = [.. Enumerable.Range(0, 4).Select(choice => string.Create(
                CultureInfo.InvariantCulture, $"{sold.Sum() + ((choice - answer) * step)} {goods}"))];
            string row = JsonSerializer.Serialize(new { question, subject = "sums_" + subject, choices, answer });
            writer.Write(row + "\n");
        }
    }

    private static string Draw(string[] words, SeededRandom random) => words[random.Next(words.Length)];
}
