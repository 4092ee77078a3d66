using System.Globalization;
using System.Net;

namespace EvalHarness.Pipeline.Hub;

/// <summary>What a file is to be, by the hub's own headers.</summary>
/// <param name="Bytes">Its size; <c>null</c> when not announced.</param>
/// <param name="Hash">
/// SHA-256 of a large file, SHA-1 of the git blob of a small one, in hexadecimal; <c>null</c> when not announced.
/// </param>
internal sealed record HubPromise(long? Bytes, string? Hash)
{
    private const string LinkedSize = "X-Linked-Size";
    private const string LinkedTag = "X-Linked-ETag";

    /// <summary>The promise with what a response adds.</summary>
    /// <param name="response">A redirect or the last response.</param>
    /// <param name="isHub">It comes from the hub itself, whose word on the hash counts.</param>
    public HubPromise With(HttpResponseMessage response, bool isHub)
    {
        long? bytes = Bytes;
        if (isHub && long.TryParse(Header(response, LinkedSize), NumberStyles.None, CultureInfo.InvariantCulture,
            out long linked))
        {
            bytes = linked;
        }

        bytes ??= response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentEncoding.Count == 0 =>
                response.Content.Headers.ContentLength,
            HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable =>
                response.Content.Headers.ContentRange?.Length,
            _ => null,
        };
        string? tag = Header(response, LinkedTag) ?? response.Headers.ETag?.Tag;
        string? hash = isHub && tag?.Trim('"') is { } named && named.All(char.IsAsciiHexDigit) ? named : null;
        return new(bytes, Hash ?? hash);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
