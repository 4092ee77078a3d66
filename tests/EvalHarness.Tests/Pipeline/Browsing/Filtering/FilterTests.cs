using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Browsing.Filtering;

namespace EvalHarness.Tests.Pipeline.Browsing.Filtering;

public sealed class FilterTests
{
    private static readonly IReadOnlyList<FilterField> s_fields = ItemFields.Create(new ItemNames
    {
        Tasks = ["answer", "rank"],
        Models = ["q8_0", "q4_0"],
        Metrics = [new(0, "rougeL", true), new(1, "judge:local", true), new(2, @"regex:^\d+$", true)],
        Tags = ["fire", "one incident"],
    });

    [Theory]
    [InlineData("", "1")]
    [InlineData("flip", "(flip <> 0)")]
    [InlineData("not flip", "NOT (flip <> 0)")]
    [InlineData("judge:local >= 4 and human < 3", "((c1 >= $f0) AND (" + ItemFields.Human + " < $f1))")]
    [InlineData("rougeL<0.5 task=rank", "((c0 < $f0) AND (task = $f1))")]
    [InlineData("empty or cut and flip", "((empty = 1) OR ((cut = 1) AND (flip <> 0)))")]
    [InlineData("(empty or cut) AND NOT flip", "(((empty = 1) OR (cut = 1)) AND NOT (flip <> 0))")]
    [InlineData("change:rougeL == -0.25", "(d0 = $f0)")]
    [InlineData("baseline:rougeL = none", "(b0 IS NULL)")]
    [InlineData("judge:local != none", "(c1 IS NOT NULL)")]
    [InlineData(@"""regex:^\d+$"" > 0", "(c2 > $f0)")]
    [InlineData("tag = \"one incident\"", "(sample IN (SELECT sample FROM tags WHERE tag = $f0))")]
    public void AFilterBecomesOneCondition(string filter, string sql) => Assert.Equal(sql, Compile(filter).Sql);

    [Theory]
    [InlineData("id = \"'; DROP TABLE items; --\"", "'; DROP TABLE items; --")]
    [InlineData("id = \"a\"\"b\"", "a\"b")]
    [InlineData("\"storm \"\"OR\"\" * NEAR(x)\"", "\"storm \"\"OR\"\" * NEAR(x)\"")]
    [InlineData("rougeL > 1e-3", 0.001)]
    [InlineData("change:rougeL < −0.5", -0.5)]
    [InlineData("model = q4_0", 1)]
    public void WhatAUserWritesIsAParameterAndNeverPartOfTheStatement(string filter, object value)
    {
        FilterCondition condition = Compile(filter);
        Assert.Equal([value], condition.Values);
        Assert.Contains("$f0", condition.Sql, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP", condition.Sql, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rougel >", 9, "the end of the filter", "Give a value after >.")]
    [InlineData("rougeX < 1", 1, "no field \"rougeX\"", "Did you mean")]
    [InlineData("lisbon", 1, "no field \"lisbon\"", "put it in double quotes")]
    [InlineData("rougeL < high", 10, "\"high\"", "Compare rougeL with a number")]
    [InlineData("rougeL", 1, "\"rougeL\" without a comparison", "rougeL >= 0.5")]
    [InlineData("flip = 1", 1, "a comparison with flip", "Write flip or not flip.")]
    [InlineData("task < rank", 1, "task <", "task = answer")]
    [InlineData("task = ranks", 8, "no task \"ranks\"", "rank")]
    [InlineData("(flip", 6, "the end of the filter", "Close the parenthesis.")]
    [InlineData("flip)", 5, "\")\"", "Remove it")]
    [InlineData("flip and", 9, "the end of the filter", "Put a condition here")]
    [InlineData("\"storm", 1, "a text that does not end", "double quote")]
    [InlineData("flip & cut", 6, "the character '&'", "double quotes")]
    [InlineData("rougeL < NaN", 10, "\"NaN\"", "number")]
    public void AMistakeSaysWhereItIsAndHowToMendIt(string filter, int column, string what, string fix)
    {
        FilterException mistake = Assert.Throws<FilterException>(() => Compile(filter));
        Assert.Equal(column, mistake.Column);
        Assert.Contains(what, mistake.Errors[0].Actual, StringComparison.Ordinal);
        Assert.Contains(fix, mistake.Errors[0].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void EndlessNestingAndLengthAreRefused()
    {
        Assert.Throws<FilterException>(() => Compile(new string('(', 1000) + "flip" + new string(')', 1000)));
        Assert.Throws<FilterException>(() => Compile(string.Concat(Enumerable.Repeat("not ", 400)) + "flip"));
        Assert.Throws<FilterException>(() => Compile(new string(' ', 3000)));
    }

    private static FilterCondition Compile(string filter) =>
        FilterCompiler.Compile(FilterParser.Parse(filter), s_fields, ItemFields.Phrase);
}
