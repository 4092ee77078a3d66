using System.Text.Json;
using EvalHarness.Metrics.Choices;
using EvalHarness.Statistics;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Metrics.Choices;

/// <summary>Values of lm-evaluation-harness on random log-likelihoods.</summary>
public sealed class ChoiceMetricsTests
{
    [SharedFixtureFact]
    public void EveryDocumentAndEveryValueOverAllEqualTheCases()
    {
        JsonElement[] sets = HarnessFixture.Lines("synthetic_mc.jsonl");
        Assert.Equal(15, sets.Length);
        foreach (JsonElement set in sets)
        {
            string id = set.GetProperty("id").GetString()!;
            ChoiceScores[] scores = [.. set.GetProperty("docs").EnumerateArray().Select(Score)];
            foreach ((int place, JsonElement document) in set.GetProperty("docs").EnumerateArray().Index())
            {
                CheckDocument($"{id}[{place}]", document.GetProperty("expected"), scores[place]);
            }

            int resamples = set.GetProperty("bootstrap_iters").GetInt32();
            JsonElement expected = set.GetProperty("expected");
            foreach (JsonProperty value in expected.EnumerateObject()
                .Where(value => !value.Name.EndsWith("_stderr", StringComparison.Ordinal)))
            {
                HarnessValue found = ChoiceMetrics.Aggregate(value.Name, scores, resamples);
                HarnessFixture.Equal(value.Value, found.Value, $"{id} {value.Name}");
                HarnessFixture.Equal(
                    expected.GetProperty(value.Name + "_stderr"), found.StandardError, $"{id} {value.Name}_stderr");
            }
        }
    }

    [Fact]
    public void ALengthIsCountedInCodePointsAndBytes()
    {
        // Two code points of four bytes each against one of one byte: −6/2 > −4/1 by length, −6/8 > −4/1 by bytes.
        ChoiceScores scores = ChoiceScores.From(new(["🙂🙂", "a"], [0], [-6, -4]));
        Assert.Equal((0, 1, 1), (scores.Accuracy, scores.AccuracyByLength, scores.AccuracyByBytes));
    }

    [Fact]
    public void AnEmptyChoiceWithALikelihoodOfOneIsChosenFirst()
    {
        ChoiceScores scores = ChoiceScores.From(new(["a", ""], [1], [-1, 0]));
        Assert.Equal((1, 1), (scores.AccuracyByLength, scores.AccuracyByBytes));
        scores = ChoiceScores.From(new(["a", ""], [1], [-1, -0.5]));
        Assert.Equal((1, 0), (scores.Accuracy, scores.AccuracyByLength));
    }

    [Fact]
    public void TheMarginIsTheBestRightMinusTheBestWrongChoice()
    {
        Assert.Equal(-1, ChoiceScores.From(new(["a", "b", "c"], [1], [-1, -2, -5])).Margin);
        Assert.Equal(4, ChoiceScores.From(new(["a", "b", "c"], [0, 1], [-1, -2, -5])).Margin);
        Assert.Null(ChoiceScores.From(new(["a", "b"], [0, 1], [-1, -2])).Margin);
        Assert.Null(ChoiceScores.From(new(["a", "b"], [ChoiceGold.None], [-1, -2])).Margin);
        Assert.Equal(
            double.NegativeInfinity,
            ChoiceScores.From(new(["a", "b"], [0], [double.NegativeInfinity, -2])).Margin);
    }

    [Fact]
    public void WhatCannotBeSaidHasAReasonInsteadOfAValue()
    {
        ChoiceScores one = ChoiceScores.From(new(["a", "b"], [0], [-1, -2]));
        ChoiceScores three = ChoiceScores.From(new(["a", "b", "c"], [0], [-1, -2, -3]));
        ChoiceScores several = ChoiceScores.From(new(["a", "b"], [0, 1], [-1, -2]));
        Assert.NotNull(ChoiceMetrics.Aggregate("brier_score", [one, three]).Reason);
        Assert.NotNull(ChoiceMetrics.Aggregate("exact_match", [one]).Reason);
        Assert.NotNull(ChoiceMetrics.Aggregate("acc_mutual_info", [one]).Reason);
        Assert.NotNull(ChoiceMetrics.Aggregate("mcc", [one, several]).Reason);
        ChoiceScores third = ChoiceScores.From(new(["a", "b", "c"], [2], [-9, -2, -3]));
        Assert.NotNull(ChoiceMetrics.Aggregate("f1", [three, third]).Reason);
        Assert.Equal(1, ChoiceMetrics.Aggregate("margin", [one, several]).Value);
    }

    [Fact]
    public void ListsOfOtherLengthsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => ChoiceScores.From(new([], [0], [])));
        Assert.Throws<ArgumentException>(() => ChoiceScores.From(new(["a", "b"], [0], [-1])));
        Assert.Throws<ArgumentException>(() => ChoiceScores.From(new(["a"], [0], [-1], [true, false])));
        Assert.Throws<ArgumentException>(() => ChoiceScores.From(new(["a"], [0], [-1], Unconditional: [1, 2])));
    }

    private static void CheckDocument(string what, JsonElement expected, ChoiceScores scores)
    {
        foreach (JsonProperty value in expected.EnumerateObject())
        {
            if (value.Name == "softmax")
            {
                foreach ((int i, JsonElement probability) in value.Value.EnumerateArray().Index())
                {
                    HarnessFixture.Equal(probability, scores.Probabilities[i], $"{what} softmax[{i}]");
                }
            }
            else
            {
                double? found = value.Name == "pred" ? scores.Prediction : scores.Find(value.Name);
                HarnessFixture.Equal(value.Value, found, $"{what} {value.Name}");
            }
        }
    }

    private static ChoiceScores Score(JsonElement document)
    {
        string[] choices = HarnessFixture.Texts(document.GetProperty("choices"));
        JsonElement gold = document.GetProperty("gold");
        return ChoiceScores.From(new(
            choices,
            gold.ValueKind == JsonValueKind.Array ? [.. gold.EnumerateArray().Select(one => Place(one, choices))]
                : [Place(gold, choices)],
            HarnessFixture.Numbers(document.GetProperty("lls")),
            [.. document.GetProperty("is_greedy").EnumerateArray().Select(greedy => greedy.GetBoolean())],
            document.TryGetProperty("lls_unconditional", out JsonElement alone) ? HarnessFixture.Numbers(alone) : null)
        {
            HasSeveralGolds = gold.ValueKind == JsonValueKind.Array,
        });
    }

    private static int Place(JsonElement gold, string[] choices) => gold.ValueKind == JsonValueKind.String
        ? ChoiceGold.FromText(gold.GetString()!, choices)
        : ChoiceGold.FromIndex(gold.GetInt32(), choices.Length);
}
