using System.Globalization;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Why an answer without a text is not what the model said: it called a function, or the server kept the text. Only a
/// model that ended at once has said nothing.
/// </summary>
internal static class LostText
{
    // A server that counts the token that ends the answer counts one for an answer that is empty.
    private const long TokensOfNothing = 1;

    /// <summary>
    /// Where the text went, and which parameter brings it back; <c>null</c> when the model said nothing.
    /// </summary>
    /// <param name="message">A message without text and refusal.</param>
    /// <param name="tokens">Tokens that the server counted; <c>null</c> when it did not.</param>
    public static string? Explain(MessageContent message, long? tokens) => message switch
    {
        { Call: { } name } =>
            $"The model called {(name.Length == 0 ? "a function" : $"the function \"{name}\"")} and gave no text. "
            + "Forbid it with \"parameters\": {\"tool_choice\": \"none\"} of the model, or give the server no tools.",
        _ when tokens > TokensOfNothing => string.Create(
            CultureInfo.InvariantCulture,
            $"The endpoint counted {tokens} tokens and gave no text: its server keeps thoughts, or a call, to itself. "
            + $"Switch thinking off, for example with \"parameters\": {{\"chat_template_kwargs\": "
            + $"{{\"enable_thinking\": false}}}} of the model, or let the server return its reasoning."),
        { HasText: false } =>
            "The endpoint answered without \"content\". Ask for a text, for example with \"parameters\": "
            + "{\"response_format\": {\"type\": \"text\"}} of the model, or mend the server's parser of answers.",
        _ => null,
    };
}
