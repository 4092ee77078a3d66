namespace EvalHarness.Pipeline.Connections;

/// <summary>Connections to servers, for whoever speaks to one.</summary>
internal static class HttpConnections
{
    /// <summary>A client that follows no redirect and waits as long as it is told to.</summary>
    /// <param name="endpoint">Address of the endpoint; on the loopback no proxy is asked.</param>
    public static HttpClient Create(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            UseProxy = !endpoint.IsLoopback,
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
