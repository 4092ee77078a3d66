using System.Text.Json;
using EvalHarness.Metrics.Instructions;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Instructions;

/// <summary>Values of lm-evaluation-harness.</summary>
public sealed class InstructionChecksTests
{
    [SharedFixtureFact]
    public void EveryInstructionStrictAndLooseEqualsTheCases()
    {
        JsonElement[] rows = HarnessFixture.Lines("ifeval.jsonl", "ifeval");
        Assert.Equal(102, rows.Length);
        List<InstructionResult> results = [];
        foreach (JsonElement row in rows)
        {
            InstructionResult result = InstructionChecks.Check(
                row.GetProperty("response").GetString()!,
                HarnessFixture.Texts(row.GetProperty("instruction_id_list")),
                [.. row.GetProperty("kwargs").EnumerateArray()]);
            JsonElement expected = row.GetProperty("expected");
            string found = $"{row.GetProperty("id")}: [{string.Join(", ", result.Strict)}] "
                + $"[{string.Join(", ", result.Loose)}] {string.Join("; ", result.Reasons)}";
            Assert.True(Flags(expected.GetProperty("inst_level_strict_acc")).SequenceEqual(result.Strict), found);
            Assert.True(Flags(expected.GetProperty("inst_level_loose_acc")).SequenceEqual(result.Loose), found);
            Assert.Equal(expected.GetProperty("prompt_level_strict_acc").GetBoolean(), result.AllStrict);
            Assert.Equal(expected.GetProperty("prompt_level_loose_acc").GetBoolean(), result.AllLoose);
            results.Add(result);
        }

        JsonElement all = Assert.Single(HarnessFixture.Lines("ifeval.jsonl", "ifeval-aggregate"));
        JsonElement values = all.GetProperty("expected");
        HarnessFixture.Equal(
            values.GetProperty("prompt_level_strict_acc"), results.Average(result => result.AllStrict == true ? 1 : 0),
            "prompt strict");
        HarnessFixture.Equal(
            values.GetProperty("inst_level_loose_acc"),
            results.SelectMany(result => result.Loose).Average(isFollowed => isFollowed == true ? 1 : 0), "loose");
    }

    [Theory]
    [InlineData("length_constraints:number_sentences", """{"num_sentences": 2, "relation": "at least"}""")]
    [InlineData("language:response_language", """{"language": "de"}""")]
    [InlineData("keywords:frequency", """{"keyword": "a"}""")]
    [InlineData("keywords:existence", """{"keywords": ["("]}""")]
    public void WhatCannotBeCheckedIsNeitherFollowedNorNot(string id, string arguments)
    {
        InstructionResult result = InstructionChecks.Check("Any answer.", [id], [JsonElement.Parse(arguments)]);
        Assert.Null(result.AllStrict);
        Assert.Null(result.AllLoose);
        Assert.StartsWith(id, Assert.Single(result.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void AnInstructionThatIsNotFollowedDecidesWithoutTheOthers()
    {
        InstructionResult result = InstructionChecks.Check(
            "Yes, it is.", ["punctuation:no_comma", "language:response_language"],
            [JsonElement.Parse("{}"), JsonElement.Parse("{}")]);
        Assert.False(result.AllStrict);
    }

    private static IEnumerable<bool?> Flags(JsonElement list) =>
        list.EnumerateArray().Select(flag => (bool?)flag.GetBoolean());
}
