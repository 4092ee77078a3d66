using EvalHarness.Web.Differences;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace EvalHarness.Web.Components;

/// <summary>Untrusted text whose changed words are marked.</summary>
public sealed class MarkedText : ComponentBase
{
    /// <summary>The text in stretches.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<WordSegment> Segments { get; set; } = [];

    /// <summary>The text is the candidate's, so its marks are additions.</summary>
    [Parameter]
    public bool IsCandidate { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Segments.Count == 0)
        {
            builder.OpenElement(0, "i");
            builder.AddAttribute(1, "class", "muted");
            builder.AddContent(2, "empty");
            builder.CloseElement();
        }

        foreach (WordSegment segment in Segments)
        {
            // White space before a changed word is not part of the change.
            string space = segment.Text[..^segment.Text.TrimStart().Length];
            builder.AddContent(3, space);
            if (!segment.IsChanged)
            {
                AddText(builder, segment.Text[space.Length..]);
                continue;
            }

            builder.OpenElement(4, IsCandidate ? "ins" : "del");
            AddText(builder, segment.Text[space.Length..]);
            builder.CloseElement();
        }
    }

    private static void AddText(RenderTreeBuilder builder, string text)
    {
        builder.OpenComponent<ModelText>(5);
        builder.AddComponentParameter(6, nameof(ModelText.Text), text);
        builder.CloseComponent();
    }
}
