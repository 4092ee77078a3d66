namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>What to change where an endpoint refuses a call.</summary>
internal static class RefusalAdvice
{
    /// <summary>Sentences for the user; <c>null</c> where the refusal says it all, or waiting helps.</summary>
    /// <param name="status">HTTP status, from 400.</param>
    /// <param name="error">What the endpoint says.</param>
    public static string? Find(int status, EndpointError error) => status switch
    {
        _ when error.IsQuota => "The account's quota is used up: raise it at the provider, or use the key of another "
            + "account. Waiting does not help.",
        401 => "Check \"apiKey\" of the model.",
        403 => "Check that \"apiKey\" of the model may use this model.",
        404 => "Check \"endpoint\" of the model, which usually ends in /v1, and \"model\".",
        400 or 413 or 422 when IsTooLong(error) =>
            "Shorten the prompt, lower \"maxOutputTokens\", or serve the model with a longer context.",
        400 or 422 when error.Text.Contains("system role", StringComparison.OrdinalIgnoreCase) =>
            "Move the text of the prompt's system message into its user message.",
        _ => null,
    };

    private static bool IsTooLong(EndpointError error) => error.Code == "context_length_exceeded"
        || error.Text.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || error.Text.Contains("context size", StringComparison.OrdinalIgnoreCase)
        || error.Text.Contains("context window", StringComparison.OrdinalIgnoreCase);
}
