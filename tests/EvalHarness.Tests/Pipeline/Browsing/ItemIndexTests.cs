using EvalHarness.Pipeline.Browsing;
using EvalHarness.Pipeline.Browsing.Filtering;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Browsing;

public sealed class ItemIndexTests : IAsyncLifetime, IDisposable
{
    private const string Store = "sqlite:.evalharness/runs.db";

    private readonly ScriptedEvaluation _evaluation = new();
    private IStoredRuns _runs = null!;
    private StoredItems _items = null!;
    private ItemIndex _index = null!;

    public async Task InitializeAsync()
    {
        await _evaluation.RunAsync("run", "--quiet");
        _runs = RunStores.OpenForReading(Store, _evaluation.Folder)!;
        _items = StoredItems.Open(_runs, RunStores.PathOf(Store, _evaluation.Folder));
        string run = (await _runs.ListRunsAsync(CancellationToken.None))[0].Id;
        ItemIndex? index = null;
        while (index is null)
        {
            index = await _items.Of(run).FindAsync(CancellationToken.None);
        }

        _index = index;
    }

    public async Task DisposeAsync()
    {
        await _items.DisposeAsync();
        await _runs.DisposeAsync();
    }

    public void Dispose() => _evaluation.Dispose();

    // The baseline misses every tenth of 40; "equal" the same; "worse" every even one, too.
    [Theory]
    [InlineData("", 80)]
    [InlineData("model = worse", 40)]
    [InlineData("lost", 20)]
    [InlineData("lost and model = equal", 0)]
    [InlineData("flip or not flip", 80)]
    [InlineData("exact_match = 0", 28)]
    [InlineData("exact_match = 0 and baseline:exact_match = 1", 20)]
    [InlineData("change:exact_match < 0", 20)]
    [InlineData("loss", 20)]
    [InlineData("margins >= 10", 20)]
    [InlineData("differs", 20)]
    [InlineData("id = \"q003\"", 2)]
    [InlineData("\"item 003\"", 2)]
    [InlineData("\"nothing 004\"", 2)]
    [InlineData("\"nothing 005\"", 0)]
    [InlineData("human = none", 80)]
    [InlineData("human >= 0", 0)]
    [InlineData("empty or cut or failed or missing or unscored", 0)]
    public void AFilterFindsWhatItSays(string filter, int items) =>
        Assert.Equal(items, _index.ReadNumbered(filter, ItemOrder.OfDataset).Places.Count);

    [Theory]
    [InlineData("", "")]
    [InlineData("", "exact_match")]
    [InlineData("", "-change:exact_match")]
    [InlineData("model = worse", "-margins")]
    [InlineData("model = worse", "human")]
    [InlineData("exact_match = 0", "length")]
    [InlineData("", "-change:exact_match", 1)]
    [InlineData("", "change:exact_match", 1)]
    [InlineData("model = worse", "-margins", 1)]
    [InlineData("exact_match = 0", "length", 1)]
    public void PagesInEitherDirectionAreTheListInPieces(
        string filter, string sort, int mostSteps = ItemList.DefaultSteps)
    {
        _index.MostSteps = mostSteps;
        ItemOrder order = ItemOrder.Parse(sort);
        ItemPlace[] all = [.. _index.Read(filter, order, after: null, 1000).Places];
        Assert.Equal(all.Length, all.Distinct().Count());
        List<ItemPlace> pieces = [];
        ItemPage page;
        do
        {
            page = _index.Read(filter, order, pieces.Count == 0 ? null : pieces[^1], 7);
            pieces.AddRange(page.Places);
        }
        while (page.HasMore);

        Assert.Equal(all, pieces);
        ItemPage back = _index.Read(filter, order, all[^1], 1000, isBackwards: true);
        Assert.Equal(all[..^1], back.Places.Reverse());
    }

    [Theory]
    [InlineData("", "exact_match")]
    [InlineData("model = worse", "-change:exact_match")]
    [InlineData("lost or model = equal", "change:exact_match")]
    [InlineData("exact_match = 0", "-length")]
    public void AScanFindsTheSameListAsTheWayAlongAnIndex(string filter, string sort)
    {
        ItemPage along = _index.Read(filter, ItemOrder.Parse(sort), after: null, 1000);
        _index.MostSteps = 1;
        ItemPage scanned = _index.Read(filter, ItemOrder.Parse(sort), after: null, 1000);
        Assert.Equal(along.Places, scanned.Places);
        Assert.NotEmpty(along.Places);
    }

    // The list has 80 items.
    [Theory]
    [InlineData(80)]
    [InlineData(79)]
    [InlineData(20)]
    [InlineData(1)]
    public void APageIsTheSameWhetherItsItemsAreAmongTheNumberedOnesOrNot(int mostNumbered)
    {
        ItemOrder order = ItemOrder.Parse("-length");
        _index.MostNumbered = mostNumbered;
        ItemPlace?[] places = [null, .. _index.Read("", order, after: null, 1000).Places];
        foreach ((ItemPlace? after, bool isBackwards) in places.Select(place => (place, false))
            .Concat(places.Select(place => (place, true))))
        {
            ItemPage expected = _index.Read("", order, after, 7, isBackwards);
            ItemPage page = _index.ReadPage("", order, after, 7, isBackwards);
            Assert.Equal(expected.Places, page.Places);
            Assert.Equal(expected.HasMore, page.HasMore);
        }
    }

    [Fact]
    public void WhatHasNoValueComesLastInEitherDirection()
    {
        string key = EvalHarness.Judging.OutputKey.From("answer 001");
        _index.TakeGrades(1, [new("ask", "q001", key, 3)]);
        Assert.Equal("q001", First("human"));
        Assert.Equal("q001", First("-human"));
        Assert.Equal(2, _index.ReadNumbered("human = 3", ItemOrder.OfDataset).Places.Count);
        _index.TakeGrades(2, []);
        Assert.Empty(_index.ReadNumbered("human = 3", ItemOrder.OfDataset).Places);

        string First(string sort) =>
            _index.Find([_index.Read("", ItemOrder.Parse(sort), null, 1).Places[0].Item])[0].SampleId;
    }

    [Fact]
    public void NeighboursAreThoseOfTheList()
    {
        ItemPlace[] all = [.. _index.Read("lost", ItemOrder.Parse("-length"), null, 100).Places];
        Assert.Equal((all[3].Item, all[5].Item), _index.Around("lost", ItemOrder.Parse("-length"), all[4].Item));
        Assert.Equal((null, all[1].Item), _index.Around("lost", ItemOrder.Parse("-length"), all[0].Item));
        Assert.Equal((null, null), _index.Around("gained", ItemOrder.OfDataset, all[0].Item));
    }

    [Fact]
    public void NoListIsReadOtherThanByItsKeyItsIndexOrOneScan()
    {
        Assert.Equal(
            ["SEARCH items USING INTEGER PRIMARY KEY (rowid>?)"],
            _index.Explain("", ItemOrder.OfDataset, after: null));

        // A page is found by its place in the index: among the items of one value by number, then by greater values.
        // Words are looked for in one scan.
        string[] steps = [.. _index.Explain("loss and \"item\"", ItemOrder.Parse("exact_match"), new ItemPlace(3, 0.5))
            .Where(step => step.Contains("items", StringComparison.Ordinal))];
        Assert.Equal("SEARCH items USING INDEX items_by_c0 (c0=? AND seq>?)", steps[0]);
        Assert.Equal("SEARCH items USING INDEX items_by_c0 (c0>?)", steps[1]);
        Assert.Single(steps, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        Assert.Contains(
            _index.Explain("", ItemOrder.Parse("-change:exact_match"), after: null),
            step => step.Contains(" INDEX items_by_d0", StringComparison.Ordinal));
    }

    [Fact]
    public void PeoplesGradesAreLookedUpAndNotLookedForInEveryItem()
    {
        Assert.Equal(
            [
                "SEARCH items USING INTEGER PRIMARY KEY (rowid>?)",
                "SEARCH temp.labels USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
            ],
            _index.Explain("human = none", ItemOrder.OfDataset, after: null));
        Assert.Equal(
            ["SCAN temp.labels", "SEARCH items USING INTEGER PRIMARY KEY (rowid=?)", "USE TEMP B-TREE FOR ORDER BY"],
            _index.Explain("human < 3", ItemOrder.Parse("human"), after: null).Take(3));
    }

    [Fact]
    public void AnOrderThatIsNoNumberIsRefused() => Assert.Contains(
        "sorted by \"task\"",
        Assert.Throws<FilterException>(() => _index.Read("", ItemOrder.Parse("task"), null, 1)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AnItemSaysWhatHoldsForIt()
    {
        Item item = _index.Find("ask", 4, "worse")!;
        Assert.Equal(["flip", "lost", "loss", "differs"], item.Flags);
        Assert.Equal(-1, item.Scores.Single(score => score.Metric == "exact_match").Change);
        Assert.Null(_index.Find("ask", 4000, "worse"));
        Assert.Null(_index.Find("nothing", 4, "worse"));
    }
}
