using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>A field of a Parquet file as JSON holds it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Definition">Definition level at which it is there; of a list, at which it has an item.</param>
/// <param name="Repetition">Repetition level at which a list goes on.</param>
/// <param name="Children">Fields of a structure, the item of a list, key and value of a map.</param>
/// <param name="FirstLeaf">Number of its first column.</param>
/// <param name="LeafEnd">Number of the column behind its last one.</param>
internal sealed record ParquetField(
    string Name,
    ParquetFieldKind Kind,
    int Definition,
    int Repetition,
    IReadOnlyList<ParquetField> Children,
    int FirstLeaf,
    int LeafEnd)
{
    /// <summary>Its name as JSON has it.</summary>
    public JsonEncodedText Key { get; } = JsonEncodedText.Encode(Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>A list that cannot be null, as old writers have them: without an item it is empty.</summary>
    public bool IsBare { get; init; }
}
