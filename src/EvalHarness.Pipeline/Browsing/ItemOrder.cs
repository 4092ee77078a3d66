namespace EvalHarness.Pipeline.Browsing;

/// <summary>The order of a list of items: by a number, items without it last, or as the dataset has them.</summary>
/// <param name="Field">A field of numbers; empty for the dataset's order.</param>
/// <param name="IsDescending">The largest first.</param>
internal sealed record ItemOrder(string Field, bool IsDescending)
{
    /// <summary>By task, place in the dataset and candidate.</summary>
    public static ItemOrder OfDataset { get; } = new("", false);

    /// <summary>As addresses write it: <c>rougeL</c>, <c>-rougeL</c> for the largest first.</summary>
    public override string ToString() => IsDescending ? "-" + Field : Field;

    /// <summary>The order that an address writes.</summary>
    public static ItemOrder Parse(string? text) => string.IsNullOrEmpty(text) ? OfDataset
        : text[0] == '-' ? new(text[1..], IsDescending: true)
        : new(text, IsDescending: false);
}
