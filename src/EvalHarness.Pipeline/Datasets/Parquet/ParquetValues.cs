using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ParquetSharp;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>Writes the values of columns as JSON, by their logical types.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/LogicalTypes.md</remarks>
internal static class ParquetValues
{
    private const long JulianEpoch = 2_440_588;
    private const long NanosecondsOfTick = 100;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("-0123456789");

    /// <summary>The cells of a column.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="texts">Looks at the texts that are written as JSON.</param>
    /// <exception cref="NotSupportedException">No value of its type is known.</exception>
    public static ParquetColumn Open(ColumnReader reader, ParquetTexts texts)
    {
        ColumnDescriptor column = reader.ColumnDescriptor;
        LogicalType type = column.LogicalType;
        int length = column.TypeLength;
        return reader switch
        {
            ColumnReader<bool> flags => new ParquetCells<bool>(flags, (json, value) => json.WriteBooleanValue(value)),
            ColumnReader<int> numbers => new ParquetCells<int>(numbers, Integers(type)),
            ColumnReader<long> numbers => new ParquetCells<long>(numbers, LongIntegers(type)),
            ColumnReader<float> numbers => new ParquetCells<float>(numbers, (json, value) => Write(json, value)),
            ColumnReader<double> numbers => new ParquetCells<double>(numbers, Write),
            ColumnReader<Int96> times => new ParquetCells<Int96>(times, Write),
            ColumnReader<ByteArray> strings when type is StringLogicalType or EnumLogicalType or JsonLogicalType =>
                new ParquetCells<ByteArray>(strings, (json, value) => texts.Write(json, SpanOf(value)), SpanOf),
            ColumnReader<ByteArray> bytes => new ParquetCells<ByteArray>(bytes, Bytes(type)),
            ColumnReader<FixedLenByteArray> bytes =>
                new ParquetCells<FixedLenByteArray>(bytes, FixedBytes(type, length)),
            _ => throw new NotSupportedException(reader.GetType().Name),
        };
    }

    private static Action<Utf8JsonWriter, int> Integers(LogicalType type) => type switch
    {
        IntLogicalType { IsSigned: false, BitWidth: 8 } => (json, value) => json.WriteNumberValue((byte)value),
        IntLogicalType { IsSigned: false, BitWidth: 16 } => (json, value) => json.WriteNumberValue((ushort)value),
        IntLogicalType { IsSigned: false } => (json, value) => json.WriteNumberValue((uint)value),
        DecimalLogicalType number => (json, value) => WriteDecimal(json, value, number.Scale),
        DateLogicalType => (json, value) => Write(json, DateTime.UnixEpoch.AddDays(value)),
        TimeLogicalType => (json, value) => WriteTime(json, (long)value * TimeSpan.TicksPerMillisecond),
        _ => (json, value) => json.WriteNumberValue(value),
    };

    private static Action<Utf8JsonWriter, long> LongIntegers(LogicalType type) => type switch
    {
        IntLogicalType { IsSigned: false } => (json, value) => json.WriteNumberValue((ulong)value),
        DecimalLogicalType number => (json, value) => WriteDecimal(json, value, number.Scale),
        TimeLogicalType { TimeUnit: TimeUnit.Nanos } => (json, value) => WriteTime(json, value / NanosecondsOfTick),
        TimeLogicalType => (json, value) => WriteTime(json, checked(value * TimeSpan.TicksPerMicrosecond)),
        TimestampLogicalType time => Timestamps(time.TimeUnit),
        _ => (json, value) => json.WriteNumberValue(value),
    };

    private static Action<Utf8JsonWriter, long> Timestamps(TimeUnit unit) => unit switch
    {
        TimeUnit.Millis => (json, value) =>
            Write(json, DateTime.UnixEpoch.AddTicks(checked(value * TimeSpan.TicksPerMillisecond))),
        TimeUnit.Micros => (json, value) =>
            Write(json, DateTime.UnixEpoch.AddTicks(checked(value * TimeSpan.TicksPerMicrosecond))),
        _ => (json, value) => Write(json, DateTime.UnixEpoch.AddTicks(value / NanosecondsOfTick)),
    };

    private static Action<Utf8JsonWriter, ByteArray> Bytes(LogicalType type) => type switch
    {
        DecimalLogicalType number => (json, value) =>
            WriteDecimal(json, new BigInteger(SpanOf(value), isBigEndian: true), number.Scale),
        _ => (json, value) => json.WriteBase64StringValue(SpanOf(value)),
    };

    private static Action<Utf8JsonWriter, FixedLenByteArray> FixedBytes(LogicalType type, int length) => type switch
    {
        DecimalLogicalType number => (json, value) =>
            WriteDecimal(json, new BigInteger(SpanOf(value, length), isBigEndian: true), number.Scale),
        UuidLogicalType => (json, value) => json.WriteStringValue(new Guid(SpanOf(value, length), bigEndian: true)),
        Float16LogicalType => (json, value) =>
            Write(json, (float)BinaryPrimitives.ReadHalfLittleEndian(SpanOf(value, length))),
        _ => (json, value) => json.WriteBase64StringValue(SpanOf(value, length)),
    };

    private static unsafe ReadOnlySpan<byte> SpanOf(ByteArray bytes) => new((void*)bytes.Pointer, bytes.Length);

    private static unsafe ReadOnlySpan<byte> SpanOf(FixedLenByteArray bytes, int length) =>
        new((void*)bytes.Pointer, length);

    private static void Write(Utf8JsonWriter json, double value) =>
        WriteFraction(json, value.ToString("R", CultureInfo.InvariantCulture), double.IsFinite(value));

    private static void Write(Utf8JsonWriter json, float value) =>
        WriteFraction(json, value.ToString("R", CultureInfo.InvariantCulture), float.IsFinite(value));

    // A whole number of a column with fractions stays one with a fraction.
    private static void WriteFraction(Utf8JsonWriter json, string number, bool isFinite)
    {
        if (isFinite)
        {
            bool isWhole = !number.AsSpan().ContainsAnyExcept(s_digits);
            json.WriteRawValue(isWhole ? number + ".0" : number);
        }
        else
        {
            json.WriteStringValue(number);
        }
    }

    private static void WriteDecimal(Utf8JsonWriter json, BigInteger unscaled, int scale)
    {
        string digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string fraction = scale > 0 ? "." + digits[^scale..] : "";
        json.WriteRawValue((unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + fraction);
    }

    private static void Write(Utf8JsonWriter json, DateTime time) =>
        json.WriteStringValue(time.ToString("O", CultureInfo.InvariantCulture));

    private static void WriteTime(Utf8JsonWriter json, long ticks) =>
        json.WriteStringValue(new TimeSpan(ticks).ToString(null, CultureInfo.InvariantCulture));

    // Nanoseconds of a day, and the day by Julian's count.
    private static void Write(Utf8JsonWriter json, Int96 time)
    {
        long nanoseconds = ((long)time.B << 32) | (uint)time.A;
        Write(json, DateTime.UnixEpoch.AddDays(time.C - JulianEpoch).AddTicks(nanoseconds / NanosecondsOfTick));
    }
}
