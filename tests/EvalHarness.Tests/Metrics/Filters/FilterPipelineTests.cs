using System.Text.Json;
using EvalHarness.Metrics.Filters;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Filters;

/// <summary>Values of lm-evaluation-harness.</summary>
public sealed class FilterPipelineTests
{
    [SharedFixtureFact]
    public void FilteredAnswersEqualTheCases()
    {
        JsonElement[] rows = HarnessFixture.Lines("filters.jsonl");
        Assert.Equal(28, rows.Length);
        foreach (JsonElement row in rows)
        {
            FilterPipeline pipeline = FilterPipeline.Create(Settings(row.GetProperty("filters")), "filter_list");
            JsonElement[] responses = [.. row.GetProperty("responses").EnumerateArray()];
            bool fails = !row.TryGetProperty("expected", out JsonElement expected);
            if (fails)
            {
                Assert.Throws<FilterException>(() => responses.Select((_, place) => Apply(place)).ToArray());
                continue;
            }

            Assert.Equal(
                expected.EnumerateArray().Select(Plain),
                responses.Select((_, place) => Apply(place) is { IsTaken: true, Items: [var only] }
                    ? Print(only)
                    : $"[{string.Join(", ", Apply(place).Items.Select(Print))}]"));

            FilterValue Apply(int place) => pipeline.Apply(
                [.. responses[place].EnumerateArray().Select(Value)],
                row.TryGetProperty("docs", out JsonElement documents)
                    ? HarnessFixture.Texts(documents[place].GetProperty("choices"))
                    : []);
        }
    }

    [SharedFixtureTheory]
    [InlineData("gsm8k", 42)]
    [InlineData("self-consistency", 10)]
    public void Gsm8KEqualsTheCases(string kind, int count)
    {
        JsonElement[] rows = HarnessFixture.Lines("gsm8k.jsonl", kind);
        Assert.Equal(count, rows.Length);
        JsonElement all = Assert.Single(HarnessFixture.Lines("gsm8k.jsonl", kind + "-aggregate"));
        JsonElement task = all.GetProperty("task");
        HarnessExactMatch metric = HarnessExactMatch.Create(
            Options(task.GetProperty("metric_list")[0], "metric", "aggregation", "higher_is_better"), "metric_list[0]");
        foreach (JsonElement filter in task.GetProperty("filter_list").EnumerateArray())
        {
            string name = filter.GetProperty("name").GetString()!;
            FilterPipeline pipeline = FilterPipeline.Create(Settings(filter.GetProperty("filter")), "filter_list");
            foreach (JsonElement row in rows)
            {
                JsonElement expected = row.GetProperty("expected").GetProperty(name);
                string[] answers = row.TryGetProperty("generations", out JsonElement several)
                    ? HarnessFixture.Texts(several)
                    : [row.GetProperty("generation").GetString()!];
                string extracted = pipeline.Extract(answers, []);
                Assert.Equal(expected.GetProperty("extracted").GetString(), extracted);
                string target = row.TryGetProperty("target", out JsonElement given)
                    ? given.GetString()!
                    : row.GetProperty("answer").GetString()!.Split("####")[^1].Trim();
                Assert.Equal(expected.GetProperty("exact_match").GetDouble(), metric.Score(extracted, [target]));
            }
        }
    }

    [SharedFixtureFact]
    public void WhatComesBeforeFiltersEqualsTheCases()
    {
        foreach (JsonElement row in HarnessFixture.Lines("postprocess.jsonl", "postprocess"))
        {
            JsonElement stops = row.GetProperty("stop");
            Assert.Equal(row.GetProperty("expected").GetString(), StopTexts.Cut(
                row.GetProperty("generation").GetString()!,
                stops.ValueKind == JsonValueKind.Null ? [] : HarnessFixture.Texts(stops),
                row.GetProperty("think_end_token").GetString()));
        }
    }

    [Fact]
    public void AnUnknownFilterOrOptionIsRefusedByNameWithTheNearest()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => FilterPipeline.Create(
            [
                new("take_frist"), new("custom"),
                new("regex", new Dictionary<string, object?> { ["regex_pattern"] = "(", ["groupselect"] = 1L }),
                new("take_first_k"),
            ],
            "tasks/x.yaml: filter_list[0].filter"));
        Assert.Equal(5, refused.Errors.Count);
        Assert.Contains("take_first", refused.Errors[0].Fix, StringComparison.Ordinal);
        Assert.Contains("Python", refused.Errors[1].Actual, StringComparison.Ordinal);
        Assert.Contains(refused.Errors, error => error.Actual.Contains("groupselect", StringComparison.Ordinal));
        Assert.All(refused.Errors, error => Assert.StartsWith("tasks/x.yaml: filter_list[0].filter[", error.Location));
    }

    [Fact]
    public void AFilterBehindTheTakenAnswerRunsOverItsCharacters()
    {
        FilterPipeline twice = FilterPipeline.Create([new("take_first"), new("take_first")], "filter_list");
        Assert.Equal("a", twice.Extract(["abc"], []));
        Assert.Throws<FilterException>(() => twice.Extract([""], []));
    }

    [Fact]
    public void LongerChoicesAreLookedForFirst()
    {
        FilterPipeline pipeline = FilterPipeline.Create(
            [
                new("multi_choice_regex", new Dictionary<string, object?> { ["regex_pattern"] = @"(\([A-Z]\))" }),
                new("take_first"),
            ],
            "filter_list");
        Assert.Equal("(B)", pipeline.Extract(["It is redder."], ["red", "redder"]));
    }

    private static IReadOnlyList<FilterSettings> Settings(JsonElement filters) =>
        [.. filters.EnumerateArray().Select(filter => new FilterSettings(
            filter.GetProperty("function").GetString()!, Options(filter, "function")))];

    private static Dictionary<string, object?> Options(JsonElement source, params string[] but) =>
        source.EnumerateObject().Where(option => !but.Contains(option.Name))
            .ToDictionary(option => option.Name, option => Value(option.Value));

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(pair => pair.Name, pair => Value(pair.Value)),
        _ => null,
    };

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? $"[{string.Join(", ", value.EnumerateArray().Select(Plain))}]"
        : Print(Value(value));

    private static string Print(object? value) => value switch
    {
        string text => $"'{text}'",
        null => "None",
        _ => FormattableString.Invariant($"{value}"),
    };
}
