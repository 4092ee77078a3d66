using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Web.Hosting;

/// <summary>
/// The secret that the address on the command line carries, and the session that it is exchanged for. A secret that the
/// harness made opens one session; one that a person set opens any number.
/// </summary>
internal sealed class LaunchToken
{
    private const int SecretBytes = 32;

    private readonly byte[] _token;
    private readonly byte[] _session;
    private readonly bool _isReusable;
    private int _isUsed;

    /// <summary>Makes the secrets of one server.</summary>
    /// <param name="token">The secret that a person set; <c>null</c> for a new one.</param>
    public LaunchToken(string? token)
    {
        Token = token ?? CreateSecret();
        Session = CreateSecret();
        _isReusable = token is not null;
        _token = Encoding.UTF8.GetBytes(Token);
        _session = Encoding.UTF8.GetBytes(Session);
    }

    /// <summary>The secret in the address.</summary>
    public string Token { get; }

    /// <summary>The value of the session's cookie.</summary>
    public string Session { get; }

    /// <summary>Takes the secret in, once.</summary>
    /// <returns>Whether it is right and still good.</returns>
    public bool TryExchange(string? token) =>
        IsEqual(token, _token) && (_isReusable || Interlocked.Exchange(ref _isUsed, 1) == 0);

    /// <summary>A cookie is the session's.</summary>
    public bool IsSession(string? cookie) => IsEqual(cookie, _session);

    private static bool IsEqual(string? given, byte[] secret) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), secret);

    private static string CreateSecret() =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
}
