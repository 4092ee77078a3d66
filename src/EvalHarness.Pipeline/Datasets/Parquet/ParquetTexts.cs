using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>Reads the texts of one row, and knows whether all of them are UTF-8.</summary>
internal sealed class ParquetTexts
{
    /// <summary>What is wrong with the first text that is not UTF-8; <c>null</c> for none.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Begins a row.</summary>
    public void Reset() => Mistake = null;

    /// <summary>The text of a field.</summary>
    public string Read(ReadOnlySpan<byte> text)
    {
        Check(text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Writes a text within a list or a structure.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        Check(text);
        json.WriteStringValue(text);
    }

    private void Check(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            Mistake ??= TextBytes.FindMistake(text);
        }
    }
}
