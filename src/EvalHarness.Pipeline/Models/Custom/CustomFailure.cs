using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>What goes wrong in a model that the user wrote, in the chain's terms.</summary>
/// <param name="name">Name of its type.</param>
/// <param name="redact">Takes values from the environment out of a message.</param>
internal sealed class CustomFailure(string name, Func<string, string> redact)
{
    /// <summary>Asks the model; what it throws is one sample's failure.</summary>
    /// <exception cref="EndpointException">The model failed; what went wrong on the way may pass.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is not EndpointException && !cancellationToken.IsCancellationRequested)
        {
            throw new EndpointException(
                $"The model {name} failed: {redact(failure.Message)}",
                isTransient: failure is HttpRequestException or IOException or TimeoutException
                    or OperationCanceledException,
                inner: failure);
        }
    }

    /// <summary>The model gave something that cannot be used.</summary>
    public EndpointException Gave(string what) => new($"The model {name} gave {what}.", isTransient: false);
}
