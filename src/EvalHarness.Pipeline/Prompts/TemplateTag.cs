namespace EvalHarness.Pipeline.Prompts;

/// <summary>What stands between double braces.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">
/// The variable that it writes, asks for or goes over; <c>this</c>, <c>@index</c>, <c>@first</c> and <c>@last</c> are
/// an <c>each</c> block's own. For a closing tag the block; empty for others.
/// </param>
/// <param name="IsOuter">The name is one of outside of the <c>each</c> block (<c>../name</c>).</param>
/// <param name="Shown">The tag as the template has it.</param>
/// <param name="Line">Line within the template, from 1.</param>
/// <param name="TrimBefore">White space before it goes (<c>{{~</c>).</param>
/// <param name="TrimAfter">White space after it goes (<c>~}}</c>).</param>
internal sealed record TemplateTag(
    TemplateTagKind Kind, string Name, bool IsOuter, string Shown, int Line, bool TrimBefore, bool TrimAfter)
{
    /// <summary>The name is that of the line that an <c>each</c> block is at, or of its place.</summary>
    public bool IsOfLoop => TemplateSteps.IsOfLoop(Name);
}

/// <summary>What a tag of a template does.</summary>
internal enum TemplateTagKind
{
    /// <summary>Nothing: a note.</summary>
    Note,

    /// <summary>Writes a variable.</summary>
    Variable,

    /// <summary>Begins a block that is written when a variable is not empty.</summary>
    If,

    /// <summary>Begins a block that is written when a variable is empty.</summary>
    Unless,

    /// <summary>Begins a block that is written for each line of a variable.</summary>
    Each,

    /// <summary>The other half of a block.</summary>
    Else,

    /// <summary>Ends a block.</summary>
    Close,
}
