using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Connections;

namespace EvalHarness.Pipeline.Hub;

/// <summary>One download from the hub: redirects are followed, and size and hash are checked at the end.</summary>
/// <param name="hub">The hub.</param>
/// <param name="token">Access token, for the hub alone; <c>null</c> for none.</param>
/// <param name="address">The file.</param>
/// <param name="place">Where it is asked for, for errors.</param>
/// <param name="progress">Told how far it is, as a sentence; <c>null</c> for nobody.</param>
internal sealed class HubDownload(
    Uri hub, string? token, HubAddress address, string place, Action<string>? progress)
{
    private const int MostRedirects = 10;
    private const int BufferBytes = 1 << 20;
    private const int Sha256Digits = 64;
    private const int Sha1Digits = 40;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromSeconds(5);

    /// <summary>Writes the file, from where an earlier download ended.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellationToken">Ends it; what has come stays.</param>
    /// <exception cref="InvalidInputException">The hub refuses it, or what comes is not what it announced.</exception>
    public async Task RunAsync(string path, CancellationToken cancellationToken)
    {
        using HttpClient client = HttpConnections.Create(hub);
        long start = File.Exists(path) ? new FileInfo(path).Length : 0;
        (HttpResponseMessage response, HubPromise promise) = await AskAsync(client, start, cancellationToken);
        using (response)
        {
            bool goesOn = response.StatusCode == HttpStatusCode.PartialContent
                && response.Content.Headers.ContentRange?.From == start;
            if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                await WriteAsync(response, path, goesOn ? start : 0, promise, cancellationToken);
            }
        }

        await CheckAsync(path, promise, cancellationToken);
    }

    private async Task<(HttpResponseMessage Response, HubPromise Promise)> AskAsync(
        HttpClient client, long start, CancellationToken cancellationToken)
    {
        Uri target = address.ToUri(hub);
        HubPromise promise = new(null, null);
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, target);
            request.Headers.Range = start > 0 ? new RangeHeaderValue(start, null) : null;
            if (token is not null && IsHub(target))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            HttpResponseMessage response = await SendAsync(client, request, cancellationToken);
            promise = promise.With(response, isHub: IsHub(target));
            if (!IsRedirect(response.StatusCode))
            {
                ThrowIfRefused(response);
                return (response, promise);
            }

            Uri? next = response.Headers.Location;
            response.Dispose();
            Uri from = target;
            target = next is null ? throw Failed("a redirect without a target") : new Uri(from, next);
            if (target.Scheme != "https" && !(target.Scheme == "http" && from.Scheme == "http"))
            {
                throw Failed($"a redirect from {from.Scheme} to {target.Scheme}");
            }
        }

        throw Failed(FormattableString.Invariant($"more than {MostRedirects} redirects"));
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(s_silence);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(ConnectionFailure.Describe(failure)!);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(FormattableString.Invariant($"no answer within {s_silence.TotalSeconds} s"));
        }
    }

    private async Task WriteAsync(
        HttpResponseMessage response, string path, long start, HubPromise promise, CancellationToken cancellationToken)
    {
        long? whole = response.Content.Headers.ContentLength is { } rest ? start + rest : promise.Bytes;
        await using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        file.SetLength(start);
        file.Position = start;
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        byte[] buffer = new byte[BufferBytes];
        DateTime reported = DateTime.UtcNow - s_betweenReports;
        while (true)
        {
            silence.CancelAfter(s_silence);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, silence.Token);
            }
            catch (IOException failure)
            {
                throw Failed(ConnectionFailure.Describe(failure) ?? "the connection broke off");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failed(FormattableString.Invariant($"nothing more for {s_silence.TotalSeconds} s"));
            }

            if (read == 0)
            {
                break;
            }

            if (whole < file.Position + read)
            {
                throw Failed("more bytes than announced");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (progress is not null && DateTime.UtcNow - reported >= s_betweenReports)
            {
                reported = DateTime.UtcNow;
                progress(Describe(file.Position, whole));
            }
        }

        if (file.Position < whole)
        {
            throw Failed(FormattableString.Invariant(
                $"the end of the connection after {file.Position} of {whole} bytes"));
        }
    }

    private string Describe(long bytes, long? whole) => whole is { } all && all > 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"downloading {address}: {bytes / 1e6:0.0} of {all / 1e6:0.0} MB ({100 * bytes / all} %)")
        : string.Create(CultureInfo.InvariantCulture, $"downloading {address}: {bytes / 1e6:0.0} MB");

    private async Task CheckAsync(string path, HubPromise promise, CancellationToken cancellationToken)
    {
        long bytes = new FileInfo(path).Length;
        if (promise.Bytes is { } expected && bytes != expected)
        {
            Discard(path, FormattableString.Invariant($"{bytes} bytes, and not the announced {expected}"));
        }

        if (promise.Hash is not { } hash)
        {
            return;
        }

        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        string? found = hash.Length switch
        {
            Sha256Digits => Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)),
            Sha1Digits => await HashAsGitAsync(file, cancellationToken),
            _ => null,
        };
        if (found is not null && !found.Equals(hash, StringComparison.OrdinalIgnoreCase))
        {
            await file.DisposeAsync();
            Discard(path, "bytes with another hash than announced");
        }
    }

    // A file that is kept in git itself is known by the hash of its blob, which git defines with SHA-1.
#pragma warning disable CA5350
    private static async Task<string> HashAsGitAsync(FileStream file, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {file.Length}\0")));
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
#pragma warning restore CA5350

    private void Discard(string path, string found)
    {
        File.Delete(path);
        throw Failed(found);
    }

    private void ThrowIfRefused(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return;
        }

        response.Dispose();
        throw new InvalidInputException(
            place, FormattableString.Invariant($"{address}, which the hub answers with status {status}"),
            "a file that the hub has",
            response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when token is null =>
                    "Set HF_TOKEN to a token that may read the dataset.",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    "Accept the dataset's terms on its page, or set HF_TOKEN to another token.",
                HttpStatusCode.NotFound => $"Check owner, name and file: {HubAddress.Form}.",
                HttpStatusCode.TooManyRequests => "Wait some minutes and run again; with HF_TOKEN, more is allowed.",
                _ => "Run again later: the download goes on where it ended.",
            });
    }

    private InvalidInputException Failed(string found) => new(
        place, $"{address}: {found}", "a whole download",
        "Check the connection and run again: the download goes on where it ended.");

    private bool IsHub(Uri target) =>
        target.Scheme == hub.Scheme && target.Authority == hub.Authority;

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently
        or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect
        or HttpStatusCode.PermanentRedirect;
}
