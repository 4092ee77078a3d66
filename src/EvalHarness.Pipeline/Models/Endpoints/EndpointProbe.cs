using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Connections;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Asks an endpoint for its list of models, to learn whether it is there before any sample is asked.</summary>
/// <param name="endpoint">Address with its version path.</param>
/// <param name="apiKey">The endpoint's key; <c>null</c> when it needs none.</param>
/// <param name="timeout">How long one try may take.</param>
/// <param name="headers">Headers beside the key; <c>null</c> for none.</param>
internal sealed class EndpointProbe(
    Uri endpoint, string? apiKey, TimeSpan timeout, IReadOnlyDictionary<string, string>? headers = null)
{
    /// <summary>Why the endpoint cannot be used; <c>null</c> when it answers.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        using HttpClient http = HttpConnections.Create(endpoint);
        http.Timeout = timeout;
        Uri address = EndpointAddress.Below(endpoint, "/models");
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        EndpointCall.Authorize(request, apiKey, headers);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

            // Not every server lists its models, and a busy one is still there.
            return EndpointCall.DescribeRedirect(response, address) ?? (int)response.StatusCode switch
            {
                401 or 403 => FormattableString.Invariant(
                    $"an endpoint that refuses the key (status {(int)response.StatusCode})"),
                >= 500 => FormattableString.Invariant($"an endpoint that answers {(int)response.StatusCode}"),
                _ => null,
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return $"an endpoint that cannot be reached ({EndpointFault.Describe(failure)})";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FormattableString.Invariant($"an endpoint that does not answer within {timeout.TotalSeconds:0} s");
        }
    }
}
