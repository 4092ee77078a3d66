using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>One column of a row group, read from its start, some cells at a time.</summary>
internal abstract class ParquetColumn : IDisposable
{
    /// <summary>How much of the path to the present cell is there.</summary>
    /// <exception cref="InvalidDataException">There is no further cell.</exception>
    public abstract int Definition { get; }

    /// <summary>The list that the present cell continues; 0 where a row begins, and behind the last cell.</summary>
    public abstract int Repetition { get; }

    /// <summary>Its cells are texts.</summary>
    public abstract bool HasTexts { get; }

    /// <summary>Takes a cell of a column of texts; <c>false</c> where it is null.</summary>
    /// <param name="text">Its bytes, which need not be UTF-8; valid until more cells are taken.</param>
    public abstract bool TryTakeText(out ReadOnlySpan<byte> text);

    /// <summary>Takes a cell as JSON.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Passes over a cell that is not there.</summary>
    public abstract void Pass();

    /// <inheritdoc/>
    public abstract void Dispose();
}
