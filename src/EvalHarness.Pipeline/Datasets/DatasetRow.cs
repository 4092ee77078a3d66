using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>One row as the file has it.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">Fields by name; empty for a bad row.</param>
/// <param name="Bytes">How much of the file it is, or about that.</param>
/// <param name="Mistake">What is wrong with it; <c>null</c> for a good one.</param>
internal sealed record DatasetRow(
    int Line, IReadOnlyDictionary<string, FieldValue> Fields, int Bytes, InputError? Mistake = null)
{
    private static readonly Dictionary<string, FieldValue> s_none = [];

    /// <summary>A row of a file that has types, as a JSON object with its nulls; <c>null</c> for other rows.</summary>
    public JsonElement? Object => (Fields as FieldValues)?.Object;

    /// <summary>A row that cannot be read.</summary>
    public static DatasetRow Bad(int line, InputError mistake) => new(line, s_none, 0, mistake);
}
