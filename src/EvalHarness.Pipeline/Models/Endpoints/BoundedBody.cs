namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Bodies of answers, read whole and never further than a bound, whatever their headers say.</summary>
internal static class BoundedBody
{
    /// <summary>Most bytes of an answer that holds no log-probabilities of a prompt.</summary>
    public const int MostBytes = 16 << 20;

    /// <summary>Most bytes that are read of a refusal, which is cut there: its beginning says why.</summary>
    public const int MostBytesOfRefusal = 64 << 10;

    private const int Chunk = 16 << 10;

    /// <summary>Reads a body to its end, or to the last event of a stream of events.</summary>
    /// <param name="content">The body.</param>
    /// <param name="most">Most bytes to take.</param>
    /// <param name="cuts">Gives the first bytes of a longer body, instead of refusing it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EndpointException">The body is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpContent content, int most, bool cuts, CancellationToken cancellationToken)
    {
        bool isEvents = content.Headers.ContentType?.MediaType == ServerSentEvents.MediaType;
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream whole = new();
        byte[] buffer = new byte[Chunk];
        while (whole.Length <= most)
        {
            int read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return whole.ToArray();
            }

            whole.Write(buffer, 0, read);

            // A server may keep the connection open after the last event.
            if (isEvents && ServerSentEvents.IsDone(whole.GetBuffer().AsSpan(0, (int)whole.Length), read))
            {
                return whole.ToArray();
            }
        }

        return cuts ? whole.GetBuffer().AsMemory(0, most) : throw new EndpointException(
            FormattableString.Invariant(
                $"The response is longer than {most >> 20} MiB, the maximum; check which server responds there."),
            isTransient: false);
    }
}
