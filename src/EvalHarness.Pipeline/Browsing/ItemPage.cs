namespace EvalHarness.Pipeline.Browsing;

/// <summary>Some items of a list.</summary>
/// <param name="Places">Where they stand, in order.</param>
/// <param name="HasMore">There are items behind the last.</param>
internal sealed record ItemPage(IReadOnlyList<ItemPlace> Places, bool HasMore);
