using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EvalHarness.Web.Hosting;

/// <summary>
/// Lets through what the pages themselves ask for, and nothing else: exactly this host and origin, the session's
/// cookie, a form's own token. Pages of other sites, names that were bound to this address and other programs'
/// requests are refused before any page is asked.
/// </summary>
/// <param name="origin">Scheme, host and port of the server, such as <c>http://127.0.0.1:5000</c>.</param>
/// <param name="token">The launch token.</param>
/// <param name="antiforgery">Checks the token of a form.</param>
internal sealed class RequestGuard(Uri origin, LaunchToken token, IAntiforgery antiforgery)
{
    /// <summary>Path at which the launch token is exchanged for a session.</summary>
    public const string LaunchPath = "/launch";

    private static readonly (string Name, string Value)[] s_headers =
    [
        ("Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            + "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        // "no-referrer" would also empty the Origin of forms, which is checked.
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ];

    private readonly string _origin = origin.GetLeftPart(UriPartial.Authority);

    /// <summary>Name of the session's cookie: cookies know no ports, so the name does.</summary>
    public string Cookie { get; } = FormattableString.Invariant($"evalharness-review-{origin.Port}");

    /// <summary>Why a request is refused, with the status that says so; <c>null</c> when it may pass.</summary>
    public async Task<Refusal?> CheckAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        foreach ((string name, string value) in s_headers)
        {
            context.Response.Headers[name] = value;
        }

        bool isPost = HttpMethods.IsPost(request.Method);
        if (request.Host.Value != origin.Authority)
        {
            return new(StatusCodes.Status403Forbidden, $"These pages are served at {_origin} only.");
        }

        if (!isPost && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return new(StatusCodes.Status405MethodNotAllowed, "These pages know GET, HEAD and POST.");
        }

        if (!IsOwnOrigin(request.Headers.Origin, isPost) || !IsOwnSite(request.Headers["Sec-Fetch-Site"], isPost))
        {
            return new(
                StatusCodes.Status403Forbidden,
                "Another site asked for this page. To open it, copy its address into the browser's address bar.");
        }

        if (request.Path == LaunchPath && !isPost)
        {
            return null;
        }

        if (!token.IsSession(request.Cookies[Cookie]))
        {
            return new(
                StatusCodes.Status403Forbidden,
                "This browser has no session. Open the address that evalharness review printed; it opens once. "
                + "For another one, start the command again.");
        }

        return isPost && !await antiforgery.IsRequestValidAsync(context)
            ? new(
                StatusCodes.Status400BadRequest,
                "The form is not of this server's session. Go back, reload the page and send it again.")
            : null;
    }

    private bool IsOwnOrigin(StringValues given, bool isRequired) =>
        given.Count == 0 ? !isRequired : given.Count == 1 && given[0] == _origin;

    // Browsers from before the header existed send none: for forms, the origin has been checked.
    private static bool IsOwnSite(StringValues given, bool isPost) => given.Count == 0
        || (given.Count == 1 && (given[0] == "same-origin" || (given[0] == "none" && !isPost)));
}
