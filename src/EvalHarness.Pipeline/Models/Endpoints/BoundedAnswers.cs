namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Takes answers whole, and none that has no end.</summary>
/// <param name="inner">Sends requests.</param>
/// <param name="mostBytes">Most bytes of an answer's body.</param>
internal sealed class BoundedAnswers(HttpMessageHandler inner, long mostBytes) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The answer breaks off, or is too long.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(mostBytes, cancellationToken);
        return response;
    }
}
