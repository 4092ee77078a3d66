using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Finds secrets in clear text by the names of their keys.</summary>
internal static class SettingsSecrets
{
    // Other names that end in token or key, such as eos_token, are values like any other.
    private static readonly string[] s_names =
    [
        "apikey", "xapikey", "authorization", "bearer", "password", "secret", "clientsecret", "accesstoken",
        "authtoken",
    ];

    /// <summary>A value of this name is a secret, however the name is spelled.</summary>
    public static bool IsSecret(string name) =>
        s_names.Contains(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    /// <summary>Notes every secret of settings that does not come from the environment.</summary>
    /// <param name="settings">The settings; <c>null</c> for none.</param>
    /// <param name="mistakes">Receives what is wrong.</param>
    public static void Check(ConfigurationNode? settings, ConfigurationMistakes mistakes)
    {
        foreach (ConfigurationMember member in settings?.Members ?? [])
        {
            if (member.Value is { Kind: JsonValueKind.String, Text: { } text } && IsSecret(member.Key)
                && !text.Contains("${", StringComparison.Ordinal))
            {
                mistakes.Add(
                    member.Value, "a secret in clear text", "${NAME}, replaced from the environment",
                    "Set an environment variable and write its name here.");
            }

            Check(member.Value, mistakes);
        }

        foreach (ConfigurationNode item in settings?.Items ?? [])
        {
            Check(item, mistakes);
        }
    }
}
