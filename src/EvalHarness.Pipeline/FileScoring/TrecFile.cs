using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>The lines of a TREC file by topic. Documents stay bytes of the file; only topics become texts.</summary>
internal sealed class TrecFile
{
    private readonly Dictionary<string, int> _topics = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private TrecEntry[] _entries;
    private int[] _starts = [];
    private int _count;
    private int _lastTopic = -1;
    private bool _isGrouped = true;

    /// <summary>
    /// Reads the bytes of a file or a pipe, behind a byte order mark; lines are added by its format's reader.
    /// </summary>
    public TrecFile(string path)
    {
        Path = path;
        Bytes = TextBytes.Read(path);
        _entries = new TrecEntry[Math.Max(Bytes.Length / 24, 16)];
    }

    /// <summary>Where the file lies.</summary>
    public string Path { get; }

    /// <summary>The whole file, with a final line feed.</summary>
    public byte[] Bytes { get; }

    /// <summary>
    /// Topics in the order of first appearance, one character per byte, so that ordinal order is byte order.
    /// </summary>
    public IReadOnlyList<string> Topics => _names;

    /// <summary>Number of a topic, or −1.</summary>
    public int IndexOf(string topic) => _topics.GetValueOrDefault(topic, -1);

    /// <summary>The lines of a topic in file order; call <see cref="Finish"/> first.</summary>
    public ReadOnlySpan<TrecEntry> Entries(int topic) => _entries.AsSpan(_starts[topic].._starts[topic + 1]);

    /// <summary>A document's id.</summary>
    public ReadOnlySpan<byte> Document(in TrecEntry entry) => Bytes.AsSpan(entry.Start, entry.Length);

    /// <summary>Adds a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> topic, int start, int length, int value)
    {
        if (_lastTopic < 0 || !IsSame(topic, _names[_lastTopic]))
        {
            _lastTopic = Intern(topic);
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        _entries[_count++] = new(_lastTopic, start, length, value);
    }

    /// <summary>Groups the lines by topic.</summary>
    /// <exception cref="InvalidInputException">The file holds no line.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish()
    {
        if (_count == 0)
        {
            throw new InvalidInputException(Path, "no lines", "at least one line");
        }

        _starts = new int[_names.Count + 1];
        foreach (TrecEntry entry in _entries.AsSpan(0, _count))
        {
            _starts[entry.Topic + 1]++;
        }

        for (int topic = 0; topic < _names.Count; topic++)
        {
            _starts[topic + 1] += _starts[topic];
        }

        if (!_isGrouped)
        {
            int[] next = [.. _starts];
            TrecEntry[] grouped = new TrecEntry[_count];
            foreach (TrecEntry entry in _entries.AsSpan(0, _count))
            {
                grouped[next[entry.Topic]++] = entry;
            }

            _entries = grouped;
        }
    }

    /// <summary>Where a byte stands, for messages: <c>file:line</c>.</summary>
    public string Place(int position)
    {
        int line = Bytes.AsSpan(0, position).Count((byte)'\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{Path}:{line}");
    }

    private int Intern(ReadOnlySpan<byte> topic)
    {
        string name = Encoding.Latin1.GetString(topic);
        if (_topics.TryGetValue(name, out int known))
        {
            _isGrouped = false;
            return known;
        }

        _topics.Add(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsSame(ReadOnlySpan<byte> topic, string name)
    {
        if (topic.Length != name.Length)
        {
            return false;
        }

        for (int i = 0; i < topic.Length; i++)
        {
            if (topic[i] != name[i])
            {
                return false;
            }
        }

        return true;
    }
}
