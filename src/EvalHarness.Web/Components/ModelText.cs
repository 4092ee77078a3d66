using EvalHarness.Pipeline.Reporting.Wording;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace EvalHarness.Web.Components;

/// <summary>Untrusted text: encoded, its invisible characters marked, very long texts cut.</summary>
public sealed class ModelText : ComponentBase
{
    private const int LongestText = 8000;

    /// <summary>The text as a model or a file gave it.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        string text = Text.Length <= LongestText ? Text : Text[..LongestText];
        foreach (VisibleSegment segment in VisibleText.Segments(text))
        {
            if (!segment.IsMark)
            {
                builder.AddContent(0, segment.Text);
                continue;
            }

            builder.OpenElement(1, "span");
            builder.AddAttribute(2, "class", "mark");
            builder.AddContent(3, segment.Text);
            builder.CloseElement();
        }

        if (Text.Length > LongestText)
        {
            builder.AddContent(4, $"… {ReportNumbers.Count(Text.Length - LongestText)} more characters in report.json");
        }
    }
}
