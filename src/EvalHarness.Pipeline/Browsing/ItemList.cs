using System.Globalization;
using EvalHarness.Pipeline.Browsing.Filtering;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>How one list of items is read: which statements, in which order, within which effort.</summary>
/// <param name="Filter">What its items are.</param>
/// <param name="Order">The field that it is sorted by, and whether downwards; <c>null</c> for the dataset's.</param>
/// <param name="IsBackwards">From its end to its beginning.</param>
internal sealed record ItemList(FilterCondition Filter, (FilterField Field, bool IsDescending)? Order, bool IsBackwards)
{
    /// <summary>Steps of SQLite's machine that take some 60 ms on the way along an index.</summary>
    public const int DefaultSteps = 400_000;

    /// <summary>Steps on the way along an index after which a scan is the better bet.</summary>
    public int MostSteps { get; init; } = DefaultSteps;

    private bool IsByGrade => Order?.Field.Name == ItemFields.HumanName;

    private bool IsDown => (Order?.IsDescending ?? false) != IsBackwards;

    /// <summary>The field of an order.</summary>
    /// <exception cref="FilterException">There is none, or it is no number.</exception>
    public static (FilterField Field, bool IsDescending)? FindOrder(ItemOrder order, IReadOnlyList<FilterField> fields)
    {
        if (order.Field.Length == 0)
        {
            return null;
        }

        return fields.FirstOrDefault(field => field.Name == order.Field && field.Kind == FilterFieldKind.Number)
            is { } found
            ? (found, order.IsDescending)
            : throw new FilterException(
                1,
                $"a list sorted by \"{order.Field}\"",
                NearestName.Ask(
                    order.Field,
                    fields.Where(field => field.Kind == FilterFieldKind.Number).Select(field => field.Name))
                    ?? "Sort by a score, a change, margins or a length.");
    }

    /// <summary>The items behind a place, at most so many.</summary>
    public List<ItemPlace> Read(SqliteConnection connection, ItemPlace? after, int count)
    {
        if (Order is null)
        {
            return Run(connection, ByDataset(after, isOfNone: false), count);
        }

        // Items without a value come last, in either direction of the order.
        if (after is not { Value: null })
        {
            return ReadValued(connection, after, count);
        }

        List<ItemPlace> places = Run(connection, ByDataset(after, isOfNone: true), count);
        return IsBackwards && places.Count < count
            ? [.. places, .. ReadValued(connection, after: null, count - places.Count)]
            : places;
    }

    /// <summary>The place of an item; <c>null</c> when the list lacks it.</summary>
    public ItemPlace? Find(SqliteConnection connection, long number)
    {
        string value = Order is { } order ? order.Field.Sql : "NULL";
        List<ItemPlace> found = Run(
            connection,
            (
                $"SELECT seq, {value} FROM items {ItemFields.WithLabels} "
                + $"WHERE seq = $item AND {Filter.Sql} LIMIT $count", [number]),
            1);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>SQLite's plans of the statements that may be used.</summary>
    public IReadOnlyList<string> Explain(SqliteConnection connection, ItemPlace? after) => Order is null
        ? Plan(connection, ByDataset(after, isOfNone: false))
        :
        [
            .. after is { Value: not null } place && !IsByGrade ? Plan(connection, OfSameValue(place)) : [],
            .. Plan(connection, IsByGrade ? ByGrade(after) : ByIndex(after)),
            .. Plan(connection, ByScan(after)),
            .. Plan(connection, ByDataset(after: null, isOfNone: true)),
        ];

    // Items with a value and, forwards, those without one behind them.
    private List<ItemPlace> ReadValued(SqliteConnection connection, ItemPlace? after, int count)
    {
        if (Walk(connection, after, count) is not { } places)
        {
            return Run(connection, ByScan(after), count);
        }

        return IsBackwards || places.Count == count
            ? places
            : [.. places, .. Run(connection, ByDataset(after: null, isOfNone: true), count - places.Count)];
    }

    // Items with a value along an index, or of those that people graded; null where that takes too long: what is shown
    // is rare then, or far from the beginning of the index.
    private List<ItemPlace>? Walk(SqliteConnection connection, ItemPlace? after, int count)
    {
        try
        {
            using StepLimit limit = new(connection, MostSteps);
            if (IsByGrade)
            {
                return Run(connection, ByGrade(after), count);
            }

            List<ItemPlace> places = after is { } place ? Run(connection, OfSameValue(place), count) : [];
            return places.Count == count
                ? places
                : [.. places, .. Run(connection, ByIndex(after), count - places.Count)];
        }
        catch (SqliteException stopped) when (stopped.SqliteErrorCode == StepLimit.Interrupted)
        {
            return null;
        }
    }

    private (string Sql, object[] Values) ByDataset(ItemPlace? after, bool isOfNone)
    {
        string none = isOfNone ? $" AND {Order!.Value.Field.Sql} IS NULL" : "";
        // What has no value keeps the order of the dataset, also where values fall.
        bool isDown = isOfNone ? IsBackwards : IsDown;
        return (
            $"SELECT seq, NULL FROM items NOT INDEXED {ItemFields.WithLabels} "
            + $"WHERE seq {(isDown ? "<" : ">")} $item{none} AND {Filter.Sql} "
            + $"ORDER BY seq{(isDown ? " DESC" : "")} LIMIT $count",
            [after?.Item ?? (isDown ? long.MaxValue : 0)]);
    }

    // Items with the value of a place, behind it. An index finds a value and a number at once only where the value is
    // one: a comparison of both together would walk past every item of that value.
    private (string Sql, object[] Values) OfSameValue(ItemPlace place)
    {
        string column = Order!.Value.Field.Sql;
        return (
            $"SELECT seq, {column} FROM items INDEXED BY {ItemSchema.IndexOf(column)} {ItemFields.WithLabels} "
            + $"WHERE {column} IS NOT NULL AND {column} = $value AND seq {(IsDown ? "<" : ">")} $item AND {Filter.Sql} "
            + $"ORDER BY seq{(IsDown ? " DESC" : "")} LIMIT $count",
            [place.Item, place.Value!]);
    }

    // Items with a value behind that of a place, on the way along an index.
    private (string Sql, object[] Values) ByIndex(ItemPlace? after)
    {
        string column = Order!.Value.Field.Sql;
        string down = IsDown ? " DESC" : "";
        string behind = after is null ? "" : $" AND {column} {(IsDown ? "<" : ">")} $value";
        return (
            $"SELECT seq, {column} FROM items INDEXED BY {ItemSchema.IndexOf(column)} {ItemFields.WithLabels} "
            + $"WHERE {column} IS NOT NULL{behind} AND {Filter.Sql} ORDER BY {column}{down}, seq{down} LIMIT $count",
            after is { } place ? [place.Item, place.Value!] : []);
    }

    // The same among the items that people graded, which are few.
    private (string Sql, object[] Values) ByGrade(ItemPlace? after)
    {
        string down = IsDown ? " DESC" : "";
        string behind = after is null ? "" : $"(grade, item) {(IsDown ? "<" : ">")} ($value, $item) AND ";
        return (
            "SELECT item, grade FROM temp.labels CROSS JOIN items ON labels.item = items.seq "
            + $"WHERE {behind}{Filter.Sql} ORDER BY grade{down}, item{down} LIMIT $count",
            after is { } place ? [place.Item, place.Value!] : []);
    }

    // The same by looking at every item, so those without a value are found at once.
    private (string Sql, object[] Values) ByScan(ItemPlace? after)
    {
        string column = Order!.Value.Field.Sql;
        string behind = after is null
            ? $"{column} IS NOT NULL"
            : $"({column}, seq) {(IsDown ? "<" : ">")} ($value, $item)";
        string shown = IsBackwards ? behind : $"({behind} OR {column} IS NULL)";
        string order = IsDown ? $"{column} DESC, iif({column} IS NULL, seq, -seq)" : $"{column}, seq";
        return (
            $"SELECT seq, {column} FROM items NOT INDEXED {ItemFields.WithLabels} WHERE {shown} AND {Filter.Sql} "
            + $"ORDER BY {column} IS NULL, {order} LIMIT $count",
            after is { } place ? [place.Item, place.Value!] : []);
    }

    private List<ItemPlace> Run(SqliteConnection connection, (string Sql, object[] Values) statement, int count)
    {
        using SqliteCommand command = Command(connection, statement, count);
        using SqliteDataReader rows = command.ExecuteReader();
        List<ItemPlace> places = [];
        while (rows.Read())
        {
            places.Add(new(rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetDouble(1)));
        }

        return places;
    }

    private List<string> Plan(SqliteConnection connection, (string Sql, object[] Values) statement)
    {
        using SqliteCommand command = Command(
            connection, statement with { Sql = "EXPLAIN QUERY PLAN " + statement.Sql }, 1);
        using SqliteDataReader rows = command.ExecuteReader();
        List<string> steps = [];
        while (rows.Read())
        {
            steps.Add(rows.GetString(3));
        }

        return steps;
    }

    private SqliteCommand Command(SqliteConnection connection, (string Sql, object[] Values) statement, int count)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of this folder and of fields; what a user wrote is always a parameter.
        command.CommandText = statement.Sql;
#pragma warning restore CA2100
        string[] names = ["$item", "$value"];
        for (int i = 0; i < statement.Values.Length; i++)
        {
            command.Parameters.AddWithValue(names[i], statement.Values[i]);
        }

        for (int i = 0; i < Filter.Values.Count; i++)
        {
            command.Parameters.AddWithValue(
                string.Create(CultureInfo.InvariantCulture, $"$f{i}"), Filter.Values[i]);
        }

        command.Parameters.AddWithValue("$count", count);
        return command;
    }
}
