namespace EvalHarness.Pipeline.Prompts;

/// <summary>What stands between double braces.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">Its variable or its block: <c>if</c>, <c>unless</c>, <c>each</c>, <c>else</c>.</param>
/// <param name="Argument">Variable of an opening block; <c>null</c> for other tags.</param>
/// <param name="Line">Line within the template, from 1.</param>
internal sealed record TemplateTag(TemplateTagKind Kind, string Name, string? Argument, int Line);

/// <summary>What a tag of a template does.</summary>
internal enum TemplateTagKind
{
    /// <summary>Writes a variable.</summary>
    Variable,

    /// <summary>Begins a block.</summary>
    Open,

    /// <summary>The other half of a block.</summary>
    Else,

    /// <summary>Ends a block.</summary>
    Close,
}
