namespace EvalHarness.Pipeline.Prompts;

/// <summary>What stands between double braces.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Block">The block that it begins or ends: <c>if</c>, <c>unless</c> or <c>each</c>; else empty.</param>
/// <param name="Name">
/// The variable that it writes, asks for or goes over; <c>this</c>, <c>@index</c>, <c>@first</c> and <c>@last</c> are
/// an <c>each</c> block's own. Empty for other tags.
/// </param>
/// <param name="IsOuter">The name is one of outside of the <c>each</c> block (<c>../name</c>).</param>
/// <param name="Shown">The tag as the template has it.</param>
/// <param name="Place">Its line, as messages about mistakes name it.</param>
/// <param name="TrimBefore">White space before it goes (<c>{{~</c>).</param>
/// <param name="TrimAfter">White space after it goes (<c>~}}</c>).</param>
internal sealed record TemplateTag(
    TemplateTagKind Kind, string Block, string Name, bool IsOuter, string Shown, string Place,
    bool TrimBefore, bool TrimAfter)
{
    /// <summary>It begins a block that is written for each line of a variable.</summary>
    public bool Repeats => Kind == TemplateTagKind.Open && Block == "each";

    /// <summary>The name means the line that an <c>each</c> block is at, or its place.</summary>
    public bool IsOfLoop => TemplateSteps.IsOfLoop(Name);
}

/// <summary>What a tag of a template does.</summary>
internal enum TemplateTagKind
{
    /// <summary>Nothing: a note.</summary>
    Note,

    /// <summary>Writes a variable.</summary>
    Variable,

    /// <summary>Begins a block.</summary>
    Open,

    /// <summary>The other half of a block.</summary>
    Else,

    /// <summary>Ends a block.</summary>
    Close,
}
