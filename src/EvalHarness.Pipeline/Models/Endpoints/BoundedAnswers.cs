namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Takes answers whole, and none that has no end.</summary>
internal sealed class BoundedAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // The likeliest 1,024 tokens in 1,024 places take some 60 MB.
    private const long MostBytes = 256L << 20;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The answer breaks off, or is too long.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
        return response;
    }
}
