using ParquetSharp;
using ParquetSharp.Schema;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>Reads a file's schema as fields.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types</remarks>
internal sealed class ParquetFields
{
    private int _leaves;

    private ParquetFields()
    {
    }

    /// <summary>The fields of a row.</summary>
    public static IReadOnlyList<ParquetField> From(GroupNode root)
    {
        ParquetFields fields = new();
        return [.. root.Fields.Select(node => fields.Read(node, definition: 0, repetition: 0))];
    }

    private ParquetField Read(Node node, int definition, int repetition)
    {
        definition += node.Repetition == Repetition.Required ? 0 : 1;
        if (node.Repetition == Repetition.Repeated)
        {
            ParquetField item = ReadContent(node, definition, repetition + 1);
            return new(
                node.Name, ParquetFieldKind.List, definition, repetition + 1, [item], item.FirstLeaf, item.LeafEnd)
            {
                IsBare = true,
            };
        }

        return ReadContent(node, definition, repetition);
    }

    private ParquetField ReadContent(Node node, int definition, int repetition)
    {
        int first = _leaves;
        if (node is not GroupNode group)
        {
            _leaves++;
            return new(node.Name, ParquetFieldKind.Value, definition, repetition, [], first, _leaves);
        }

        LogicalType type = node.LogicalType;
        if (group.FieldCount == 1 && group.Field(0) is { Repetition: Repetition.Repeated } repeated
            && (type is ListLogicalType || (type is MapLogicalType && repeated is GroupNode { FieldCount: 2 })))
        {
            bool isMap = type is MapLogicalType;
            IReadOnlyList<ParquetField> items = isMap
                ? [.. ((GroupNode)repeated).Fields.Select(field => Read(field, definition + 1, repetition + 1))]
                : [ReadItem(repeated, group.Name, definition + 1, repetition + 1)];
            return new(
                node.Name, isMap ? ParquetFieldKind.Map : ParquetFieldKind.List, definition + 1, repetition + 1, items,
                first, _leaves);
        }

        ParquetField[] children = [.. group.Fields.Select(field => Read(field, definition, repetition))];
        return new(node.Name, ParquetFieldKind.Structure, definition, repetition, children, first, _leaves);
    }

    // The repeated group of a list holds the item, or, as old writers have it, is the item.
    private ParquetField ReadItem(Node repeated, string list, int definition, int repetition) =>
        repeated is GroupNode { FieldCount: 1 } group && group.Name != "array" && group.Name != list + "_tuple"
            ? Read(group.Field(0), definition, repetition)
            : ReadContent(repeated, definition, repetition);
}
