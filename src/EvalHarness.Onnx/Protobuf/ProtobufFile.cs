using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EvalHarness.Onnx.Protobuf;

/// <summary>Finds the fields of a message in a file and reads only those that are asked for.</summary>
/// <remarks>
/// Google.Protobuf would read every field, weights of gigabytes too, and does not say where one lies. Every length is
/// checked against the message around it before anything is done with it. Not thread-safe.
/// </remarks>
internal sealed class ProtobufFile : IDisposable
{
    private const int WindowBytes = 1 << 16;
    private const int LongestText = 1 << 20;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _window = new byte[WindowBytes];
    private long _windowStart;
    private int _windowLength;

    private ProtobufFile(string path, SafeFileHandle handle)
    {
        (Path, _handle) = (path, handle);
        Root = new ProtobufField(0, ProtobufKind.Counted, 0, 0, RandomAccess.GetLength(handle));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The whole file as one message.</summary>
    public ProtobufField Root { get; }

    /// <summary>For reading at any place.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static ProtobufFile Open(string path) => new(path, OnnxBytes.Open(path));

    /// <summary>The fields of a message, in their order.</summary>
    /// <exception cref="InvalidInputException">A field is malformed or reaches beyond the message.</exception>
    public IEnumerable<ProtobufField> FieldsOf(ProtobufField message)
    {
        if (message.Kind != ProtobufKind.Counted)
        {
            throw Broken(message.Start, "a number", "a message");
        }

        for (long at = message.ValueStart; at < message.End;)
        {
            ProtobufField field = FieldAt(at, message.End);
            yield return field;
            at = field.End;
        }
    }

    /// <summary>A text of moderate length.</summary>
    public string TextOf(ProtobufField field)
    {
        if (field.Kind != ProtobufKind.Counted || field.ValueLength > LongestText)
        {
            throw Broken(field.Start, "no text of a name's length", "a text");
        }

        return Encoding.UTF8.GetString(BytesOf(field.ValueStart, (int)field.ValueLength));
    }

    /// <summary>The fields of a number in a message.</summary>
    public IEnumerable<ProtobufField> FieldsOf(ProtobufField message, int number) =>
        FieldsOf(message).Where(field => field.Number == number);

    /// <summary>A message's text of a number, the last one; empty when there is none.</summary>
    public string TextOf(ProtobufField message, int number)
    {
        ProtobufField[] fields = [.. FieldsOf(message, number)];
        return fields.Length == 0 ? "" : TextOf(fields[^1]);
    }

    /// <summary>A whole number.</summary>
    public long NumberOf(ProtobufField field) => field.Kind == ProtobufKind.Varint
        ? field.Value
        : throw Broken(field.Start, "no whole number", "a whole number");

    /// <summary>Whole numbers of a repeated field: this one, or a packed list of them.</summary>
    public IEnumerable<long> NumbersOf(ProtobufField field)
    {
        if (field.Kind != ProtobufKind.Counted)
        {
            yield return NumberOf(field);
            yield break;
        }

        for (long at = field.ValueStart; at < field.End;)
        {
            (long value, at) = VarintAt(at, field.End);
            yield return value;
        }
    }

    /// <summary>Bytes at a place within the file.</summary>
    public byte[] BytesOf(long start, int length)
    {
        byte[] bytes = new byte[length];
        for (int read = 0; read < length;)
        {
            int count = RandomAccess.Read(_handle, bytes.AsSpan(read), start + read);
            read += count > 0 ? count : throw Broken(start + read, "the end of the file", "more bytes");
        }

        return bytes;
    }

    /// <summary>A violation of the format.</summary>
    public InvalidInputException Broken(long at, string found, string expected) => new(
        FormattableString.Invariant($"{Path}: byte {at}"), found, expected,
        "The model is damaged or no ONNX model: download or export it again.");

    private ProtobufField FieldAt(long start, long end)
    {
        (long tag, long at) = VarintAt(start, end);
        (long number, ProtobufKind kind) = (tag >>> 3, (ProtobufKind)(tag & 7));
        if (number is < 1 or > int.MaxValue || !Enum.IsDefined(kind))
        {
            throw Broken(start, FormattableString.Invariant($"the field tag {tag}"), "a field of a message");
        }

        long length = kind switch
        {
            ProtobufKind.EightBytes => 8,
            ProtobufKind.FourBytes => 4,
            _ => 0,
        };
        long value = 0;
        if (kind == ProtobufKind.Counted)
        {
            (length, at) = VarintAt(at, end);
        }
        else if (kind == ProtobufKind.Varint)
        {
            long valueStart = at;
            (value, long valueEnd) = VarintAt(at, end);
            return new((int)number, kind, start, valueStart, valueEnd - valueStart, value);
        }

        return length >= 0 && length <= end - at
            ? new((int)number, kind, start, at, length, value)
            : throw Broken(
                start,
                FormattableString.Invariant($"a field of {(ulong)length} bytes"),
                FormattableString.Invariant($"at most {end - at}, which are left of the message around it"));
    }

    private (long Value, long End) VarintAt(long start, long end)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && start + i < end; i++)
        {
            byte next = ByteAt(start + i);
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return ((long)value, start + i + 1);
            }
        }

        throw Broken(start, "a number without an end", "a whole number of at most ten bytes within its message");
    }

    private byte ByteAt(long at)
    {
        if (at < _windowStart || at >= _windowStart + _windowLength)
        {
            _windowStart = at;
            _windowLength = RandomAccess.Read(_handle, _window, at);
            if (_windowLength == 0)
            {
                throw Broken(at, "the end of the file", "more bytes");
            }
        }

        return _window[at - _windowStart];
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
