using EvalHarness.Pipeline.Hub;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>A checked configuration: defaults and command line applied, environment filled in.</summary>
public sealed record ResolvedConfiguration
{
    /// <summary>The values to run with; paths are absolute and secrets are in the clear.</summary>
    public required EvalConfiguration Values { get; init; }

    /// <summary>Name of the configuration file, for messages.</summary>
    public required string FileName { get; init; }

    /// <summary>Folder of the configuration file.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// The values as canonical JSON text: paths relative to the file, values from the environment as their
    /// <c>${NAME}</c>. Leaves out <c>store</c> and <c>output</c>, which say where results go, not what they are.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Values that came from the environment, with the names of their variables. Never shown.</summary>
    internal IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Where files of the hub come from and where they are kept.</summary>
    internal HubOptions Hub { get; init; } = new();

    /// <summary>A text with every value from the environment put back to its <c>${NAME}</c>.</summary>
    public string Redact(string text) => Secrets
        .OrderByDescending(secret => secret.Key.Length)
        .ThenBy(secret => secret.Key, StringComparer.Ordinal)
        .Aggregate(text, (shown, secret) =>
            shown.Replace(secret.Key, $"${{{secret.Value}}}", StringComparison.Ordinal));
}
