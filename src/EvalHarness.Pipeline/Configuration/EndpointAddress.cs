namespace EvalHarness.Pipeline.Configuration;

/// <summary>Addresses of endpoints: what they may hold, what is asked below them, and how they are shown.</summary>
internal static class EndpointAddress
{
    /// <summary>What is expected where an address holds a secret.</summary>
    internal const string Expected = "an address without secrets, which would be stored and shown with it";

    /// <summary>Where secrets go instead.</summary>
    internal const string Fix =
        "Write a key as \"apiKey\": \"${NAME}\", or in \"headers\", replaced from the environment.";

    // Whole names, and endings such as those of x-api-key and client_secret; dashes and underscores do not count.
    private static readonly string[] s_secretNames =
        ["sig", "code", "sas", "pwd", "pass", "passwd", "auth", "authorization", "bearer", "jwt"];

    private static readonly string[] s_secretEndings =
        ["key", "token", "secret", "password", "passphrase", "signature", "credential", "credentials"];

    /// <summary>Which part of an address is a secret, without repeating it; <c>null</c> when none is.</summary>
    public static string? FindSecret(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.UserInfo.Length > 0)
        {
            return "an address with a user name or a password before the host";
        }

        IEnumerable<string> names = new[] { address.Query, address.Fragment }
            .SelectMany(part => part.TrimStart('?', '#').Split('&', ';'))
            .Where(pair => pair.Contains('=', StringComparison.Ordinal))
            .Select(pair => Uri.UnescapeDataString(pair[..pair.IndexOf('=', StringComparison.Ordinal)]));
        return names.FirstOrDefault(IsSecret) is { } name
            ? $"an address with a key in it, the value of \"{name}\""
            : null;
    }

    /// <summary>A name by which secrets are given, in an address, a header or a body.</summary>
    public static bool IsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string plain = string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return s_secretNames.Contains(plain)
            || s_secretEndings.Any(ending => plain.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>An address below an endpoint's; its query, such as Azure's <c>api-version</c>, stays.</summary>
    /// <param name="endpoint">The endpoint's address with its version path.</param>
    /// <param name="path">What is asked, such as <c>/models</c>.</param>
    public static Uri Below(Uri endpoint, string path)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        UriBuilder below = new(endpoint) { Fragment = "" };
        below.Path = below.Path.TrimEnd('/') + path;
        return below.Uri;
    }

    /// <summary>An address as messages may show it: host and path alone.</summary>
    public static string Show(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri
            ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : address.OriginalString.Split('?', '#')[0];
    }
}
