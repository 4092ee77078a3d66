using System.Globalization;

namespace EvalHarness.Inference.Gguf;

/// <summary>The typed metadata of a GGUF file: what the model is and how its tokenizer works.</summary>
/// <remarks>
/// <c>Find…</c> returns <c>null</c> for an absent key, <c>Get…</c> reports it; both report a key of another type.
/// Integers of any width are accepted where their value fits.
/// </remarks>
public sealed class GgufMetadata
{
    private readonly Dictionary<string, GgufMetadataEntry> _entries;

    internal GgufMetadata(IReadOnlyList<GgufMetadataEntry> entries)
    {
        Entries = entries;
        _entries = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    /// <summary>All entries, in the order of the file.</summary>
    public IReadOnlyList<GgufMetadataEntry> Entries { get; }

    /// <summary>The key is present, whatever its type.</summary>
    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>The entry of a key.</summary>
    public bool TryGet(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GgufMetadataEntry? entry) =>
        _entries.TryGetValue(key, out entry);

    /// <summary>Text, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not text.</exception>
    public string? FindString(string key) => Find(key) is { } entry
        ? entry.Value as string ?? throw Mismatch(entry, "text")
        : null;

    /// <summary>Text.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not text.</exception>
    public string GetString(string key) => FindString(key) ?? throw Missing(key, "text");

    /// <summary>A number from 0 to 4,294,967,295, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not an integer, or too large, or negative.</exception>
    public uint? FindUInt32(string key) => Find(key) is { } entry
        ? AsInteger(entry.Value) is { } value && value >= 0 && value <= uint.MaxValue
            ? (uint)value
            : throw Mismatch(entry, "an unsigned 32-bit integer")
        : null;

    /// <summary>A number from 0 to 4,294,967,295.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value does not fit.</exception>
    public uint GetUInt32(string key) => FindUInt32(key) ?? throw Missing(key, "an unsigned 32-bit integer");

    /// <summary>A float, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not a finite float.</exception>
    public float? FindFloat32(string key) => Find(key) is { } entry
        ? entry.Value switch
        {
            float value when float.IsFinite(value) => value,
            double value when float.IsFinite((float)value) => (float)value,
            _ => throw Mismatch(entry, "a finite float"),
        }
        : null;

    /// <summary>A float.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not a finite float.</exception>
    public float GetFloat32(string key) => FindFloat32(key) ?? throw Missing(key, "a float");

    /// <summary>True or false, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not a boolean.</exception>
    public bool? FindBool(string key) => Find(key) is { } entry
        ? entry.Value as bool? ?? throw Mismatch(entry, "a boolean")
        : null;

    /// <summary>True or false.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not a boolean.</exception>
    public bool GetBool(string key) => FindBool(key) ?? throw Missing(key, "a boolean");

    /// <summary>Texts, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not an array of text.</exception>
    public string[]? FindStrings(string key) => Find(key) is { } entry
        ? entry.Value as string[] ?? throw Mismatch(entry, "an array of text")
        : null;

    /// <summary>Texts.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not an array of text.</exception>
    public string[] GetStrings(string key) => FindStrings(key) ?? throw Missing(key, "an array of text");

    /// <summary>Floats, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not an array of 32-bit floats.</exception>
    public float[]? FindFloats(string key) => Find(key) is { } entry
        ? entry.Value as float[] ?? throw Mismatch(entry, "an array of 32-bit floats")
        : null;

    /// <summary>Floats.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not an array of floats.</exception>
    public float[] GetFloats(string key) => FindFloats(key) ?? throw Missing(key, "an array of 32-bit floats");

    /// <summary>Integers, or <c>null</c> when the key is absent.</summary>
    /// <exception cref="GgufFormatException">The value is not an array of integers that fit 32 bits.</exception>
    public int[]? FindInt32s(string key) => Find(key) is { } entry
        ? AsInt32s(entry.Value) ?? throw Mismatch(entry, "an array of 32-bit integers")
        : null;

    /// <summary>Integers.</summary>
    /// <exception cref="GgufFormatException">The key is absent or its value is not an array of integers.</exception>
    public int[] GetInt32s(string key) => FindInt32s(key) ?? throw Missing(key, "an array of 32-bit integers");

    /// <summary>The mistake of a value that has the right type and still cannot be used.</summary>
    /// <param name="key">Key of the value; it may be absent.</param>
    /// <param name="found">What was found.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="fix">How to fix it.</param>
    public GgufFormatException Reject(string key, string found, string expected, string? fix = null) =>
        new(Find(key)?.ByteOffset ?? GgufFile.HeaderBytes, found, expected, fix);

    private GgufMetadataEntry? Find(string key) => _entries.GetValueOrDefault(key);

    private static GgufFormatException Missing(string key, string expected) => new(
        GgufFile.HeaderBytes,
        $"no metadata key '{key}'",
        $"'{key}' with {expected}",
        "Convert the model again with a current converter.");

    private static GgufFormatException Mismatch(GgufMetadataEntry entry, string expected)
    {
        string type = entry.ElementType is { } element ? $"array of {element}" : entry.Type.ToString();
        string value = entry.Value is Array array
            ? FormattableString.Invariant($"{array.Length} elements")
            : Convert.ToString(entry.Value, CultureInfo.InvariantCulture)!;
        return new(
            entry.ByteOffset,
            $"{type} ({(value.Length > 60 ? value[..60] + "…" : value)}) in '{entry.Key}'",
            expected,
            "Convert the model again with a current converter.");
    }

    private static Int128? AsInteger(object value) => value switch
    {
        byte v => v,
        sbyte v => v,
        ushort v => v,
        short v => v,
        uint v => v,
        int v => v,
        ulong v => v,
        long v => v,
        _ => null,
    };

    private static int[]? AsInt32s(object value)
    {
        if (value is int[] plain && plain.GetType() == typeof(int[]))
        {
            return plain;
        }

        if (value is not Array array || value is string[] or float[] or double[] or bool[])
        {
            return null;
        }

        int[] converted = new int[array.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            if (AsInteger(array.GetValue(i)!) is not { } element || element < int.MinValue || element > int.MaxValue)
            {
                return null;
            }

            converted[i] = (int)element;
        }

        return converted;
    }
}
