using EvalHarness.Pipeline.Browsing;

namespace EvalHarness.Web.Reading;

/// <summary>An item as a list shows it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Place">Where it stands in the list.</param>
/// <param name="Text">The beginning of the candidate's output; <c>null</c> where there is none.</param>
internal sealed record ItemLine(Item Item, ItemPlace Place, string? Text);
