using System.Text;

namespace EvalHarness.Inference.Sampling;

/// <summary>
/// Finds the first stop string to be completed in a text that arrives in pieces, and holds back what may be the
/// beginning of one. The result does not depend on how the text is cut.
/// </summary>
/// <param name="stopStrings">Non-empty texts.</param>
public sealed class StopStringScanner(IReadOnlyList<string> stopStrings)
{
    private readonly StringBuilder _held = new();

    /// <summary>A stop string was found; nothing after it is accepted.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes the next piece and returns the text that is certain to stay.</summary>
    public string Feed(string piece)
    {
        if (IsStopped)
        {
            return "";
        }

        if (stopStrings.Count == 0)
        {
            return piece;
        }

        foreach (char next in piece)
        {
            _held.Append(next);
            if (CompletedLength() is > 0 and int length)
            {
                _held.Length -= length;
                IsStopped = true;
                return Release(_held.Length);
            }
        }

        return Release(_held.Length - UndecidedLength());
    }

    /// <summary>The text that was held back, at the end.</summary>
    public string Flush() => IsStopped ? "" : Release(_held.Length);

    /// <summary>Length of the longest stop string that the text ends with; 0 for none.</summary>
    private int CompletedLength() =>
        stopStrings.Where(stop => EndsWith(stop, stop.Length)).Select(stop => stop.Length).DefaultIfEmpty().Max();

    /// <summary>Length of the longest end of the text that begins a stop string.</summary>
    private int UndecidedLength()
    {
        int longest = 0;
        foreach (string stop in stopStrings)
        {
            int length = Math.Min(stop.Length - 1, _held.Length);
            while (length > longest && !EndsWith(stop, length))
            {
                length--;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private bool EndsWith(string stop, int length)
    {
        if (length > _held.Length)
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (_held[_held.Length - length + i] != stop[i])
            {
                return false;
            }
        }

        return true;
    }

    private string Release(int length)
    {
        string text = _held.ToString(0, length);
        _held.Remove(0, length);
        return text;
    }
}
