using System.Net.Http.Headers;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Connections;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Requests to one endpoint: what goes wrong with one becomes an <see cref="EndpointException"/> without secrets.
/// Redirects are never followed: they would take prompts and keys to whom nobody named. Thread-safe. Owns its
/// connections.
/// </summary>
/// <param name="endpoint">Address with its version path.</param>
/// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
/// <param name="headers">Headers beside it, by name; <c>null</c> for none.</param>
internal sealed class EndpointCall(
    Uri endpoint, string? apiKey, IReadOnlyDictionary<string, string>? headers = null) : IDisposable
{
    private readonly HttpClient _http = HttpConnections.Create(endpoint);

    /// <summary>What a redirect is to a reader; <c>null</c> when the status is none.</summary>
    public static string? DescribeRedirect(HttpResponseMessage response, Uri asked)
    {
        int status = (int)response.StatusCode;
        return status is < 300 or >= 400 ? null
            : response.Headers.Location is { } target
                ? FormattableString.Invariant(
                    $"a redirect ({status}) to {EndpointAddress.Show(new Uri(asked, target))}")
                : FormattableString.Invariant($"a redirect ({status}) that names no target");
    }

    /// <summary>Adds the key and the other headers to a request.</summary>
    public static void Authorize(
        HttpRequestMessage request, string? apiKey, IReadOnlyDictionary<string, string>? headers)
    {
        if (!string.IsNullOrEmpty(apiKey))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Sends one request and reads its answer.</summary>
    /// <param name="path">What is asked, below the endpoint.</param>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="most">Most bytes of an answer.</param>
    /// <param name="read">Reads the body of a success.</param>
    /// <param name="cancellationToken">The caller's: what it ends is no failure of the endpoint.</param>
    /// <exception cref="EndpointException">There is no whole answer.</exception>
    public async Task<T> PostAsync<T>(
        string path,
        ReadOnlyMemory<byte> body,
        int most,
        Func<ReadOnlyMemory<byte>, T> read,
        CancellationToken cancellationToken)
    {
        try
        {
            Uri address = EndpointAddress.Below(endpoint, path);
            using HttpRequestMessage request = new(HttpMethod.Post, address);
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            Authorize(request, apiKey, headers);
            using HttpResponseMessage response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode
                ? read(await BodyOf(response, most, cancellationToken))
                : throw await RefusalOf(response, address, cancellationToken);
        }
        catch (EndpointException failure) when (Redact(failure.Message) != failure.Message)
        {
            throw failure.With(Redact(failure.Message));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new EndpointException(
                $"The endpoint {EndpointAddress.Show(endpoint)} gave no answer: {EndpointFault.Describe(failure)}.",
                isTransient: true, inner: failure);
        }
    }

    /// <summary>A text of the endpoint without the key and the headers' values, however they came there.</summary>
    public string Redact(string text)
    {
        string shown = string.IsNullOrEmpty(apiKey)
            ? text
            : text.Replace(apiKey, "${apiKey}", StringComparison.Ordinal);
        return (headers ?? new Dictionary<string, string>())
            .Where(header => header.Value.Length > 0 && EndpointAddress.IsSecret(header.Key))
            .Aggregate(shown, (rest, header) =>
                rest.Replace(header.Value, $"${{{header.Key}}}", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<ReadOnlyMemory<byte>> BodyOf(
        HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await BoundedBody.ReadAsync(
            response.Content, most, cuts: false, cancellationToken);
        return !body.IsEmpty ? body : throw new EndpointException(
            FormattableString.Invariant($"The endpoint answered {(int)response.StatusCode} without a body."),
            isTransient: true);
    }

    private async Task<EndpointException> RefusalOf(
        HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        if (DescribeRedirect(response, address) is { } redirect)
        {
            return new EndpointException(
                $"The endpoint answered with {redirect}. Redirects are not followed, because they would forward the "
                + "prompts: write the address that answers as \"endpoint\".",
                isTransient: false, (int)response.StatusCode);
        }

        ReadOnlyMemory<byte> body = await BoundedBody.ReadAsync(
            response.Content, BoundedBody.MostBytesOfRefusal, cuts: true, cancellationToken);
        EndpointError? error = EndpointError.Read(body);
        string said = error?.Text ?? response.ReasonPhrase ?? "";
        return EndpointException.Refusal(
            (int)response.StatusCode,
            Redact(said.Length > 0 ? said : "no words"),
            error,
            RetryAfter.Read(name => HeaderOf(response, name), DateTimeOffset.UtcNow));
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values)
            ? values.ToString()
            : null;
}
