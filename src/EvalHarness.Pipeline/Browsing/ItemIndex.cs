using System.Globalization;
using EvalHarness.Pipeline.Browsing.Filtering;
using EvalHarness.Pipeline.Storage;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>
/// The items of a run, filtered and sorted: any page of any list takes about one scan of narrow rows at most, whatever
/// was asked. Thread-safe; one query at a time.
/// </summary>
internal sealed class ItemIndex : IDisposable
{
    private const int MostLists = 32;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Filter, ItemOrder Order), ItemPage> _lists = [];
    private readonly Queue<(string Filter, ItemOrder Order)> _oldest = new();

    private long _grades;

    private ItemIndex(SqliteConnection connection)
    {
        _connection = connection;
        Stamp = ReadText("SELECT value FROM facts WHERE name = 'stamp'").Single();
        Names = new ItemNames
        {
            Tasks = ReadNames("task"),
            Models = ReadNames("model"),
            Metrics =
            [
                .. ReadNames("metric").Select((name, at) => new ItemMetric(at, name[1..], name[0] == '+')),
            ],
            Tags = ReadNames("tag"),
        };
        Fields = ItemFields.Create(Names);
        Samples = long.Parse(ReadText("SELECT CAST(ifnull(max(sample), 0) AS TEXT) FROM items").Single(),
            CultureInfo.InvariantCulture);
        SqliteDatabase.Execute(
            connection, "CREATE TEMP TABLE labels (item INTEGER PRIMARY KEY, grade REAL NOT NULL) STRICT");
    }

    /// <summary>What the store was when the index was made.</summary>
    public string Stamp { get; }

    /// <summary>The names in it.</summary>
    public ItemNames Names { get; }

    /// <summary>What filters and orders can ask.</summary>
    public IReadOnlyList<FilterField> Fields { get; }

    /// <summary>Samples of all tasks.</summary>
    public long Samples { get; }

    /// <summary>The first items of a list, this many, are numbered and kept; those behind are not counted.</summary>
    public int MostNumbered { get; set; } = 5000;

    /// <summary>The most steps along an index before a list is read by a scan.</summary>
    public int MostSteps { get; set; } = ItemList.DefaultSteps;

    /// <summary>Opens an index; <c>null</c> where there is none of the present version.</summary>
    public static ItemIndex? TryOpen(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        SqliteConnectionStringBuilder address = new()
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        SqliteConnection connection = new(address.ToString());
        try
        {
            connection.Open();
            using SqliteCommand version = connection.CreateCommand();
            version.CommandText = "SELECT value FROM facts WHERE name = 'version'";
            if (version.ExecuteScalar() as string == ItemSchema.Version)
            {
                return new ItemIndex(connection);
            }
        }
        catch (SqliteException)
        {
            // A file that cannot be read is as good as none: it is made again.
        }

        connection.Dispose();
        return null;
    }

    /// <summary>The condition of a filter.</summary>
    /// <exception cref="FilterException">The filter is wrong.</exception>
    public FilterCondition Compile(string filter) =>
        FilterCompiler.Compile(FilterParser.Parse(filter), Fields, ItemFields.Phrase);

    /// <summary>The items behind a place.</summary>
    /// <param name="filter">What they must be.</param>
    /// <param name="order">Their order.</param>
    /// <param name="after">The place; <c>null</c> for the first items.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="isBackwards">The items before the place instead, nearest first.</param>
    /// <exception cref="FilterException">The filter or the order is wrong.</exception>
    public ItemPage Read(string filter, ItemOrder order, ItemPlace? after, int count, bool isBackwards = false)
    {
        ItemList list = new(Compile(filter), ItemList.FindOrder(order, Fields), isBackwards) { MostSteps = MostSteps };
        lock (_lock)
        {
            List<ItemPlace> places = list.Read(_connection, after, count + 1);
            return new(places[..Math.Min(places.Count, count)], places.Count > count);
        }
    }

    /// <summary>The same items, out of the numbered ones where they are among them.</summary>
    /// <inheritdoc cref="Read"/>
    public ItemPage ReadPage(string filter, ItemOrder order, ItemPlace? after, int count, bool isBackwards = false)
    {
        ItemPage numbered = ReadNumbered(filter, order);
        (IReadOnlyList<ItemPlace> first, bool hasMore) = numbered;
        int at = after is { } place ? numbered.IndexOf(place.Item) : -1;
        if (isBackwards && at >= 0)
        {
            int from = Math.Max(0, at - count);
            return new([.. first.Take(from..at).Reverse()], from > 0);
        }

        int begin = at + 1;
        bool isKnown = !isBackwards && (after is null || at >= 0) && (begin + count <= first.Count || !hasMore);
        return isKnown
            ? new([.. first.Skip(begin).Take(count)], begin + count < first.Count || hasMore)
            : Read(filter, order, after, count, isBackwards);
    }

    /// <summary>The first items of a list, so many that most lists are whole.</summary>
    /// <inheritdoc cref="Read"/>
    public ItemPage ReadNumbered(string filter, ItemOrder order)
    {
        (string, ItemOrder) key = (filter, order);
        lock (_lock)
        {
            if (_lists.TryGetValue(key, out ItemPage? known))
            {
                return known;
            }
        }

        ItemPage list = Read(filter, order, after: null, MostNumbered);
        lock (_lock)
        {
            if (_lists.TryAdd(key, list))
            {
                _oldest.Enqueue(key);
                while (_oldest.Count > MostLists)
                {
                    _lists.Remove(_oldest.Dequeue());
                }
            }
        }

        return list;
    }

    /// <summary>The items before and behind an item in a list; <c>null</c> where there is none.</summary>
    /// <param name="filter">What the list's items are.</param>
    /// <param name="order">Their order.</param>
    /// <param name="number">The item's number.</param>
    /// <exception cref="FilterException">The filter or the order is wrong.</exception>
    public (long? Previous, long? Next) Around(string filter, ItemOrder order, long number)
    {
        ItemPlace? place;
        lock (_lock)
        {
            ItemList list = new(Compile(filter), ItemList.FindOrder(order, Fields), IsBackwards: false);
            place = list.Find(_connection, number);
        }

        return place is null ? (null, null) : (Near(isBackwards: true), Near(isBackwards: false));

        long? Near(bool isBackwards) =>
            ReadPage(filter, order, place, 1, isBackwards).Places is [var only] ? only.Item : null;
    }

    /// <summary>Items by number, in the order of the numbers given.</summary>
    public IReadOnlyList<Item> Find(IEnumerable<long> numbers)
    {
        lock (_lock)
        {
            using ItemRows rows = new(_connection, Names, Fields);
            return [.. numbers.Select(rows.Find).OfType<Item>()];
        }
    }

    /// <summary>An item by what it is of; <c>null</c> when there is none.</summary>
    public Item? Find(string task, int ordinal, string model)
    {
        lock (_lock)
        {
            using ItemRows rows = new(_connection, Names, Fields);
            return rows.Find(task, ordinal, model);
        }
    }

    /// <summary>Takes people's grades in, in place of those before.</summary>
    /// <param name="state">What they are the grades of; those of the same state are not taken in again.</param>
    /// <param name="grades">Grades by task, sample and key of the text.</param>
    public void TakeGrades(long state, IEnumerable<ItemGrade> grades)
    {
        lock (_lock)
        {
            if (state == _grades)
            {
                return;
            }

            _grades = state;
            _lists.Clear();
            _oldest.Clear();
            SqliteDatabase.Execute(_connection, "DELETE FROM temp.labels");
            using PreparedStatement insert = new(_connection, """
                INSERT OR REPLACE INTO temp.labels (item, grade)
                SELECT seq, $3 FROM items WHERE sample_id = $1 AND task = $0 AND text_key = $2
                """);
            foreach (ItemGrade grade in grades)
            {
                insert.Execute(
                    ItemNames.NumberOf(Names.Tasks, grade.Task),
                    grade.SampleId, ItemFacts.Short(grade.TextKey), grade.Grade);
            }
        }
    }

    /// <summary>How a list would be read, as SQLite says it.</summary>
    public IReadOnlyList<string> Explain(string filter, ItemOrder order, ItemPlace? after)
    {
        ItemList list = new(Compile(filter), ItemList.FindOrder(order, Fields), IsBackwards: false);
        lock (_lock)
        {
            return list.Explain(_connection, after);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private string[] ReadNames(string kind) =>
        [.. ReadText($"SELECT name FROM names WHERE kind = '{kind}' ORDER BY number")];

    private List<string> ReadText(string query)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Queries are constants of this class.
        command.CommandText = query;
#pragma warning restore CA2100
        using SqliteDataReader rows = command.ExecuteReader();
        List<string> texts = [];
        while (rows.Read())
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}
