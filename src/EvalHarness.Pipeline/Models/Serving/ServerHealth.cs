using System.Diagnostics;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Connections;
using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>
/// Waits until a server is ready: <c>/health</c> answers with a success or, where there is no such page, its list of
/// models is refused by nobody.
/// </summary>
/// <param name="endpoint">Address with its version path.</param>
/// <param name="apiKey">The server's key; <c>null</c> when it needs none.</param>
/// <param name="headers">Headers beside it; <c>null</c> for none.</param>
internal sealed class ServerHealth(
    Uri endpoint, string? apiKey, IReadOnlyDictionary<string, string>? headers = null)
{
    private static readonly TimeSpan s_try = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    /// <summary>Asks again and again.</summary>
    /// <returns>What is wrong; <c>null</c> when the server is ready.</returns>
    public async Task<string?> FindProblemAsync(
        ServerProcess server, TimeSpan patience, CancellationToken cancellationToken)
    {
        using HttpClient http = HttpConnections.Create(endpoint);
        http.Timeout = s_try;
        long started = Stopwatch.GetTimestamp();
        TimeSpan pause = s_firstPause;
        while (true)
        {
            if (server.ExitCode is not null)
            {
                return await server.DescribeEndAsync();
            }

            (int? status, string? redirect) = await AskAsync(http, new Uri(endpoint, "/health"), cancellationToken);
            bool hasNoPage = status is 401 or 403 or 404 or 405;
            if (hasNoPage || redirect is not null)
            {
                Uri models = EndpointAddress.Below(endpoint, "/models");
                (status, redirect) = await AskAsync(http, models, cancellationToken);
                hasNoPage = true;
            }

            switch (status)
            {
                case not null when redirect is not null:
                    return $"{redirect}, which is not followed {server.DescribeLog()}";
                case >= 200 and < 300:
                // Not every server lists its models.
                case 404 or 405 when hasNoPage:
                    return null;
                case 401 or 403 when hasNoPage:
                    return $"a server that refuses the key {server.DescribeLog()}";
            }

            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                return FormattableString.Invariant(
                    $"a server that is not ready after {patience.TotalSeconds:0.###} s {server.DescribeLog()}");
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause + pause < s_longestPause ? pause + pause : s_longestPause;
        }
    }

    private async Task<(int? Status, string? Redirect)> AskAsync(
        HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        EndpointCall.Authorize(request, apiKey, headers);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return ((int)response.StatusCode, EndpointCall.DescribeRedirect(response, address));
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException
            || (notYet is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null);
        }
    }
}
