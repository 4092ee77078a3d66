using System.Net;

namespace EvalHarness.Web.Hosting;

/// <summary>Where the review pages are served, and to whom.</summary>
public sealed record ReviewOptions
{
    /// <summary>Shortest secret that pages may be served to other machines with, in characters.</summary>
    public const int ShortestToken = 32;

    /// <summary>Address that is listened on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>An address that other machines can reach may be listened on.</summary>
    public bool AllowsRemote { get; init; }

    /// <summary>
    /// The secret of the address that opens the pages, which then opens them any number of times; <c>null</c> for a new
    /// one that opens them once.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Refuses an address that other machines can reach, unless that was asked for twice.</summary>
    /// <exception cref="InvalidInputException">It was not, or the secret is too short.</exception>
    public void Check()
    {
        if (IPAddress.IsLoopback(Address))
        {
            return;
        }

        if (!AllowsRemote)
        {
            throw new InvalidInputException(
                "--host", $"{Address}, which other machines can reach", "127.0.0.1",
                "To serve other machines, without encryption, add --allow-remote and set a token.");
        }

        if (Token is null || Token.Length < ShortestToken)
        {
            throw new InvalidInputException(
                "EVALHARNESS_REVIEW_TOKEN",
                Token is null ? "no token" : $"a token of {Token.Length} characters",
                $"at least {ShortestToken} characters",
                "Whoever can reach the address needs it to open the pages.");
        }
    }
}
