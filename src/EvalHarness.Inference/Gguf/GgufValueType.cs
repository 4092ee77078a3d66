namespace EvalHarness.Inference.Gguf;

/// <summary>The type of a metadata value; the values are the ids written in GGUF files.</summary>
public enum GgufValueType
{
    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 0,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 1,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 2,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 3,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 4,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 5,

    /// <summary>Float of 32 bits.</summary>
    Float32 = 6,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 7,

    /// <summary>UTF-8 text with its length before it.</summary>
    String = 8,

    /// <summary>Values of one type with their number before them.</summary>
    Array = 9,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 10,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 11,

    /// <summary>Float of 64 bits.</summary>
    Float64 = 12,
}
