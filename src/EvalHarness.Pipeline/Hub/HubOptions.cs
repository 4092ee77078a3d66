namespace EvalHarness.Pipeline.Hub;

/// <summary>Where files of the hub come from and where they are kept.</summary>
internal sealed record HubOptions
{
    private const string Name = "evalharness";

    /// <summary>
    /// The hub; <c>null</c> where the environment gives no address that can be used. Environment: <c>HF_ENDPOINT</c>.
    /// </summary>
    public Uri? Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>
    /// Access token, sent to the hub alone and never to where it redirects; <c>null</c> for none. Environment:
    /// <c>HF_TOKEN</c>.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Folder of downloaded files. Environment: <c>EVALHARNESS_CACHE</c>.</summary>
    public string Folder { get; init; } = Path.Combine(DefaultCache(), Name, "hub");

    /// <summary>No file is downloaded: those that are kept are used. Environment: <c>HF_HUB_OFFLINE=1</c>.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The options that the environment gives.</summary>
    /// <param name="variable">Value of an environment variable; <c>null</c> when it is not set.</param>
    public static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        HubOptions options = new();
        if (variable("HF_ENDPOINT") is { Length: > 0 } endpoint)
        {
            options = options with
            {
                Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address)
                    && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
                    ? address : null,
            };
        }

        return options with
        {
            Token = variable("HF_TOKEN")?.Trim() is { Length: > 0 } token ? token : null,
            Folder = variable("EVALHARNESS_CACHE") is { Length: > 0 } folder
                ? Path.GetFullPath(Path.Combine(folder, "hub")) : options.Folder,
            IsOffline = variable("HF_HUB_OFFLINE") is "1" or "true" or "TRUE" or "yes" or "YES" or "on" or "ON",
        };
    }

    private static string DefaultCache() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder ? folder
        : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
