using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>Who labels in this browser: a name that a person gives, remembered for the next time.</summary>
internal static class LabellerCookie
{
    private const string Name = "evalharness-labeller";
    private const int LongestName = 100;

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(180);

    /// <summary>The name; empty when none was given.</summary>
    public static string Read(HttpContext context) =>
        context.Request.Cookies[Name] is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "";

    /// <summary>The name, without which nothing can be labelled.</summary>
    /// <exception cref="InvalidInputException">None was given.</exception>
    public static string Require(HttpContext context) => Read(context) is { Length: > 0 } name
        ? name
        : throw new InvalidInputException("labeller", "no name", fix: "Say on the page Label who labels.");

    /// <summary>Remembers a name.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static void Write(HttpContext context, string name)
    {
        string trimmed = name.Trim();
        if (trimmed.Length is 0 or > LongestName || trimmed.Any(char.IsControl))
        {
            throw new InvalidInputException(
                "labeller", trimmed.Length == 0 ? "no name" : "a name that is too long or has control characters",
                FormattableString.Invariant($"a name of 1 to {LongestName} visible characters"));
        }

        context.Response.Cookies.Append(Name, Uri.EscapeDataString(trimmed), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = s_kept,
            IsEssential = true,
        });
    }
}
