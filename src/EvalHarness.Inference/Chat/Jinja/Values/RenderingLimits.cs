namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>What one rendering may use. A template comes with a model's file and is not trusted.</summary>
public sealed record RenderingLimits
{
    /// <summary>Maximum length of a template's source, in UTF-16 units.</summary>
    public int SourceLength { get; init; } = 1 << 20;

    /// <summary>Maximum number of steps: evaluated nodes, visited items, a share of the characters read.</summary>
    public long Steps { get; init; } = 10_000_000;

    /// <summary>Maximum bytes of all values that are made, whether or not they are still in use.</summary>
    public long Memory { get; init; } = 256L << 20;

    /// <summary>Maximum length of the output and of every single text, in UTF-16 units.</summary>
    public int TextLength { get; init; } = 16 << 20;

    /// <summary>Maximum number of items of a list.</summary>
    public int ListLength { get; init; } = 1_000_000;

    /// <summary>Maximum depth of expressions and blocks in a template's source.</summary>
    public int SourceDepth { get; init; } = 200;

    /// <summary>Maximum depth of the evaluation: expressions, blocks and calls inside one another.</summary>
    public int EvaluationDepth { get; init; } = 2_000;

    /// <summary>Maximum depth of calls of macros, callers and recursive loops.</summary>
    public int CallDepth { get; init; } = 100;

    /// <summary>Maximum depth of values that are printed, compared or written as JSON.</summary>
    public int ValueDepth { get; init; } = 200;

    /// <summary>Maximum length of a <c>range</c>.</summary>
    public int RangeLength { get; init; } = 100_000;

    /// <summary>Maximum size of an integer, in bits.</summary>
    public int IntegerBits { get; init; } = 4_096;
}
