using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>The stems of words seen before, across pairs; forgets everything when it has grown large.</summary>
internal sealed class StemCache
{
    // The interner reads eight bytes at a word's start.
    private const int Padding = 8;
    private const int MostWords = 1 << 16;
    private const int MostBytes = 1 << 20;

    private readonly TokenInterner _words = new();
    private (int Start, int Length)[] _stems = new (int, int)[1024];
    private int _used;

    /// <summary>Where the stems are.</summary>
    public byte[] Bytes { get; private set; } = new byte[8192];

    /// <summary>The stem of a word, as a place in <see cref="Bytes"/>, which may be a new array afterwards.</summary>
    /// <param name="text">Holds the word; at least eight bytes must follow its start.</param>
    /// <param name="start">First byte of the word, lower-case ASCII.</param>
    /// <param name="length">Bytes of the word.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int Start, int Length) Find(byte[] text, int start, int length)
    {
        if (_words.Count >= MostWords || _used > MostBytes)
        {
            _words.Clear();
            _used = 0;
        }

        int known = _words.Count;
        int id = _words.Intern(text, start, length);
        return id < known ? _stems[id] : Add(text.AsSpan(start, length), id);
    }

    private (int Start, int Length) Add(ReadOnlySpan<byte> word, int id)
    {
        if (id >= _stems.Length)
        {
            Array.Resize(ref _stems, id * 2);
        }

        if (_used + word.Length + Padding > Bytes.Length)
        {
            byte[] bytes = Bytes;
            Array.Resize(ref bytes, Math.Max(Bytes.Length * 2, _used + word.Length + Padding));
            Bytes = bytes;
        }

        Span<byte> stem = Bytes.AsSpan(_used, word.Length);
        word.CopyTo(stem);
        _stems[id] = (_used, PorterStemmer.Stem(stem));
        _used += word.Length;
        return _stems[id];
    }
}
