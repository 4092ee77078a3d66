using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Browsing.Filtering;

namespace EvalHarness.Web.Reading;

/// <summary>A page of a list of items, with what its links need.</summary>
public sealed record SampleList
{
    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The filter as it was written.</summary>
    public required string Filter { get; init; }

    /// <summary>The order.</summary>
    internal ItemOrder Order { get; init; } = ItemOrder.OfDataset;

    /// <summary>What can be asked; empty while the index is being made.</summary>
    internal IReadOnlyList<FilterField> Fields { get; init; } = [];

    /// <summary>Filters to begin with.</summary>
    internal IReadOnlyList<FilterPreset> Presets { get; init; } = [];

    /// <summary>Metrics to show first, by task: the gated ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Gated { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What is wrong with the filter; <c>null</c> when nothing is.</summary>
    internal FilterException? Mistake { get; init; }

    /// <summary>Samples that the index under way has taken in; <c>null</c> when there is one.</summary>
    public long? Indexed { get; init; }

    /// <summary>The items.</summary>
    internal IReadOnlyList<ItemLine> Lines { get; init; } = [];

    /// <summary>Items of the whole list, as far as they are counted.</summary>
    public int Total { get; init; }

    /// <summary>There are more items than are counted.</summary>
    public bool IsMore { get; init; }

    /// <summary>Number of the first item of the page in the list; <c>null</c> where it is not counted.</summary>
    public int? First { get; init; }

    /// <summary>Where an item of the list is shown.</summary>
    internal Func<Item, string> AddressOf { get; init; } = _ => "";

    /// <summary>There are items before those of the page.</summary>
    public bool HasEarlier { get; init; }

    /// <summary>There are items behind those of the page.</summary>
    public bool HasLater { get; init; }
}
