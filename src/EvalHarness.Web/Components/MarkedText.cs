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

    /// <summary>Quotations to mark where they stand in the text.</summary>
    [Parameter]
    public IReadOnlyList<string> Quotes { get; set; } = [];

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

        foreach (Stretch stretch in Stretch.From(Segments, Quotes))
        {
            // White space before a changed word is not part of the change.
            string space = stretch.Text[..^stretch.Text.TrimStart().Length];
            builder.AddContent(3, space);
            if (stretch.Text.Length > space.Length)
            {
                AddWords(builder, stretch, stretch.Text[space.Length..]);
            }
        }
    }

    private void AddWords(RenderTreeBuilder builder, Stretch stretch, string words)
    {
        if (stretch.IsQuoted)
        {
            builder.OpenElement(4, "mark");
        }

        if (stretch.IsChanged)
        {
            builder.OpenElement(5, IsCandidate ? "ins" : "del");
        }

        builder.OpenComponent<ModelText>(6);
        builder.AddComponentParameter(7, nameof(ModelText.Text), words);
        builder.CloseComponent();
        if (stretch.IsChanged)
        {
            builder.CloseElement();
        }

        if (stretch.IsQuoted)
        {
            builder.CloseElement();
        }
    }
}
