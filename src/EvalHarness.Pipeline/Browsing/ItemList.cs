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
    // Steps of SQLite's machine on the way along an index before a scan is the better bet: some 30 ms.
    private const int MostSteps = 400_000;

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
        List<ItemPlace> places = [];
        bool isBehindValues = after is { Value: null };
        if (IsBackwards)
        {
            places.AddRange(isBehindValues ? Run(connection, ByDataset(after, isOfNone: true), count) : []);
            places.AddRange(places.Count < count
                ? ReadValued(connection, isBehindValues ? null : after, count - places.Count)
                : []);
            return places;
        }

        places.AddRange(isBehindValues ? [] : ReadValued(connection, after, count));
        places.AddRange(places.Count < count
            ? Run(connection, ByDataset(isBehindValues ? after : null, isOfNone: true), count - places.Count)
            : []);
        return places;
    }

    /// <summary>The place of an item; <c>null</c> when the list lacks it.</summary>
    public ItemPlace? Find(SqliteConnection connection, long number)
    {
        string value = Order is { } order ? order.Field.Sql : "NULL";
        List<ItemPlace> found = Run(
            connection,
            ($"SELECT seq, {value} FROM items WHERE seq = $item AND {Filter.Sql} LIMIT $count", [number]),
            1);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>SQLite's plans of the statements that may be used.</summary>
    public IReadOnlyList<string> Explain(SqliteConnection connection, ItemPlace? after) => Order is null
        ? Plan(connection, ByDataset(after, isOfNone: false))
        :
        [
            .. after is { Value: not null } place ? Plan(connection, OfSameValue(place)) : [],
            .. Plan(connection, ByValue(after, isWalk: true)),
            .. Plan(connection, ByValue(after, isWalk: false)),
            .. Plan(connection, ByDataset(after: null, isOfNone: true)),
        ];

    private List<ItemPlace> ReadValued(SqliteConnection connection, ItemPlace? after, int count)
    {
        if (Order!.Value.Field.Name == ItemFields.HumanName)
        {
            return Run(connection, ByValue(after, isWalk: false), count);
        }

        try
        {
            using StepLimit limit = new(connection, MostSteps);
            List<ItemPlace> places = after is { } place ? Run(connection, OfSameValue(place), count) : [];
            return places.Count == count
                ? places
                : [.. places, .. Run(connection, ByValue(after, isWalk: true), count - places.Count)];
        }
        catch (SqliteException stopped) when (stopped.SqliteErrorCode == StepLimit.Interrupted)
        {
            // What is shown is rare, or far from the beginning of the index.
            return Run(connection, ByValue(after, isWalk: false), count);
        }
    }

    private (string Sql, object[] Values) ByDataset(ItemPlace? after, bool isOfNone)
    {
        string none = isOfNone ? $" AND {Order!.Value.Field.Sql} IS NULL" : "";
        // What has no value keeps the order of the dataset, also where values fall.
        bool isDown = isOfNone ? IsBackwards : IsDown;
        return (
            $"SELECT seq, NULL FROM items NOT INDEXED WHERE seq {(isDown ? "<" : ">")} $item{none} AND {Filter.Sql} "
            + $"ORDER BY seq{(isDown ? " DESC" : "")} LIMIT $count",
            [after?.Item ?? (isDown ? long.MaxValue : 0)]);
    }

    // Items with the value of a place, behind it. An index finds a value and a number at once only where the value is
    // one: a comparison of both together would walk past every item of that value.
    private (string Sql, object[] Values) OfSameValue(ItemPlace place)
    {
        string column = Order!.Value.Field.Sql;
        return (
            $"SELECT seq, {column} FROM items INDEXED BY {ItemSchema.IndexOf(column)} WHERE {column} IS NOT NULL "
            + $"AND {column} = $value AND seq {(IsDown ? "<" : ">")} $item AND {Filter.Sql} "
            + $"ORDER BY seq{(IsDown ? " DESC" : "")} LIMIT $count",
            [place.Item, place.Value!]);
    }

    // On the way along an index, items with a greater value than a place's; else all that are behind it.
    private (string Sql, object[] Values) ByValue(ItemPlace? after, bool isWalk)
    {
        string column = Order!.Value.Field.Sql;
        string down = IsDown ? " DESC" : "";
        string source = isWalk ? $"INDEXED BY {ItemSchema.IndexOf(column)}" : "NOT INDEXED";
        string than = IsDown ? "<" : ">";
        string behind = after is null ? ""
            : isWalk ? $" AND {column} {than} $value"
            : $" AND ({column}, seq) {than} ($value, $item)";
        return (
            $"SELECT seq, {column} FROM items {source} WHERE {column} IS NOT NULL{behind} AND {Filter.Sql} "
            + $"ORDER BY {column}{down}, seq{down} LIMIT $count",
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
