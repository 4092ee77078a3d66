using System.Text;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Reads a stream of server-sent events (WHATWG HTML, 9.2.6) that is there whole: comments, other fields than data and
/// empty events are passed over, lines end in LF, CR or both, and lines of data of one event are joined.
/// </summary>
internal static class ServerSentEvents
{
    /// <summary>The content type of such a stream.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>The data that OpenAI's protocol ends a stream with.</summary>
    public const string Done = "[DONE]";

    private static readonly byte[] s_done = Encoding.ASCII.GetBytes(Done);

    /// <summary>A body that begins as such a stream does, whatever its content type says.</summary>
    public static bool Looks(string body)
    {
        ReadOnlySpan<char> start = body.AsSpan().TrimStart();
        return start.StartsWith("data:") || start.StartsWith("event:") || start.StartsWith(":")
            || start.StartsWith("id:") || start.StartsWith("retry:");
    }

    /// <summary>The last event may have come: the end of what was read holds its text.</summary>
    /// <param name="read">Everything so far.</param>
    /// <param name="newly">How many of the last bytes are new.</param>
    public static bool IsDone(ReadOnlySpan<byte> read, int newly)
    {
        ReadOnlySpan<byte> tail = read[Math.Max(0, read.Length - newly - s_done.Length - 8)..];
        if (tail.IndexOf(s_done) < 0)
        {
            return false;
        }

        return Read(Encoding.UTF8.GetString(read)).Any(data => data == Done);
    }

    /// <summary>The data of each event, in order.</summary>
    public static IEnumerable<string> Read(string body)
    {
        List<string> lines = [];
        string plain = body.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        foreach (string line in plain.Split('\n'))
        {
            if (line.Length == 0)
            {
                if (lines.Count > 0)
                {
                    yield return string.Join('\n', lines);
                    lines.Clear();
                }
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                string data = line[5..];
                lines.Add(data.StartsWith(' ') ? data[1..] : data);
            }
        }

        // The standard drops an event that no empty line ends; many servers forget that line after the last one.
        if (lines.Count > 0)
        {
            yield return string.Join('\n', lines);
        }
    }
}
