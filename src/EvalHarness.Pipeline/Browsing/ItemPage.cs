namespace EvalHarness.Pipeline.Browsing;

/// <summary>Some items of a list.</summary>
/// <param name="Places">Where they stand, in order.</param>
/// <param name="HasMore">There are items behind the last.</param>
internal sealed record ItemPage(IReadOnlyList<ItemPlace> Places, bool HasMore)
{
    /// <summary>Where an item stands among them, from 0; -1 when it does not.</summary>
    public int IndexOf(long item)
    {
        for (int i = 0; i < Places.Count; i++)
        {
            if (Places[i].Item == item)
            {
                return i;
            }
        }

        return -1;
    }
}
