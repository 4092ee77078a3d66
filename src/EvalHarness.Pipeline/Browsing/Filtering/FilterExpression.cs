namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>What holds for an item that a filter shows.</summary>
internal abstract record FilterExpression
{
    private FilterExpression()
    {
    }

    /// <summary>All parts hold; of none, everything does.</summary>
    public sealed record All(IReadOnlyList<FilterExpression> Parts) : FilterExpression;

    /// <summary>One part holds at least.</summary>
    public sealed record Any(IReadOnlyList<FilterExpression> Parts) : FilterExpression;

    /// <summary>The part does not hold.</summary>
    public sealed record Not(FilterExpression Part) : FilterExpression;

    /// <summary>A field stands so to a value: <c>rougeL &lt; 0.5</c>, <c>task = answer</c>.</summary>
    public sealed record Comparison(FilterToken Field, string Sign, FilterToken Value) : FilterExpression;

    /// <summary>A property that an item has or lacks: <c>flip</c>.</summary>
    public sealed record Flag(FilterToken Name) : FilterExpression;

    /// <summary>The prompt, a reference or an output has these words in this order.</summary>
    public sealed record Phrase(FilterToken Text) : FilterExpression;
}
