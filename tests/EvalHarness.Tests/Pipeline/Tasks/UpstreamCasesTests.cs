using System.Text.Json;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>
/// Task files of lm-evaluation-harness 0.4.13, unmodified, ask what that program asks, character by character.
/// </summary>
public sealed class UpstreamCasesTests
{
    [SharedFixtureFact]
    public async Task EveryTaskAsksWhatUpstreamAsks()
    {
        List<string> differences = [];
        int cases = 0;
        foreach (JsonElement entry in Lines("lm-eval-tasks", "cases.jsonl"))
        {
            cases++;
            string id = entry.GetProperty("id").GetString()!;
            TaskFile task = TaskFileReader.ReadTask(Path(entry.GetProperty("yaml"))!);
            TaskData data = new()
            {
                Dataset = Path(entry.GetProperty("dataset")),
                FewShotDataset = Path(entry.GetProperty("few_shot_dataset")),
                Shots = Number(entry.GetProperty("num_fewshot")),
                Seed = entry.GetProperty("seed").GetInt64(),
            };
            IReadOnlyList<DocumentRequests> asked = await TaskCase.AskAsync(task, data);
            JsonElement[] expected = [.. entry.GetProperty("documents").EnumerateArray()];
            Assert.Equal(expected.Length, asked.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                bool isEqual =
                    JsonElement.DeepEquals(TaskCase.ToJson(task, asked[i]), expected[i].GetProperty("requests"))
                    && PlainValue.ToJson(asked[i].Target).GetRawText() == Plain(expected[i].GetProperty("target"));
                differences.AddRange(isEqual ? [] : [$"{id}, document {i}"]);
            }
        }

        Assert.Empty(differences);
        Assert.True(cases >= 30, $"{cases} cases");
    }

    [SharedFixtureFact]
    public async Task EveryContextAndExampleOfARunIsUpstreams()
    {
        using TemporaryFolder folder = new();
        List<string> differences = [];
        foreach (JsonElement entry in Lines("lm-eval", "tasks.jsonl").Where(entry => !IsChat(entry)))
        {
            TaskFile task = TaskCase.Read(folder, UpstreamTask.ToYaml(entry.GetProperty("task")));
            TaskData data = new()
            {
                Dataset = folder.Write("docs.jsonl", Rows(entry.GetProperty("docs"), "doc")),
                FewShotDataset = entry.TryGetProperty("fewshot_pool", out JsonElement pool)
                    ? folder.Write("pool.jsonl", Rows(pool, null)) : null,
                Shots = entry.GetProperty("num_fewshot").GetInt32(),
                Seed = entry.TryGetProperty("fewshot_seed", out JsonElement seed) ? seed.GetInt64() : 0,
            };
            IReadOnlyList<DocumentRequests> asked = await TaskCase.AskAsync(task, data);
            JsonElement[] documents = [.. entry.GetProperty("docs").EnumerateArray()];
            for (int i = 0; i < documents.Length; i++)
            {
                string[] expected = [.. documents[i].GetProperty("requests").EnumerateArray().Select(
                    request => (request.TryGetProperty("context", out JsonElement own)
                        ? own : documents[i].GetProperty("context")).GetString()
                        + "\0" + request.GetProperty("continuation").GetString())];
                string[] found = [.. asked[i].Requests.Select(
                    request => (request.Prompt?.ToText() ?? "") + "\0" + request.Continuation)];
                differences.AddRange(
                    expected.SequenceEqual(found) ? [] : [$"{entry.GetProperty("id").GetString()}, document {i}"]);
            }
        }

        Assert.Empty(differences);
    }

    private static bool IsChat(JsonElement entry) => entry.GetProperty("apply_chat_template").GetBoolean();

    private static string Rows(JsonElement documents, string? property) => string.Join('\n', documents.EnumerateArray()
        .Select(document => (property is null ? document : document.GetProperty(property)).GetRawText()));

    private static string Plain(JsonElement value) => PlainValue.ToJson(PlainValue.FromJson(value)).GetRawText();

    private static string? Path(JsonElement value) => value.ValueKind == JsonValueKind.Null
        ? null : SharedFixtures.Combine("lm-eval-tasks", value.GetString()!);

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();

    private static IEnumerable<JsonElement> Lines(params string[] file) =>
        File.ReadAllText(SharedFixtures.Combine(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line));
}
