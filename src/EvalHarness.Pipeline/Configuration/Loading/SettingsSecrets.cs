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
        foreach (ConfigurationMember member in ConfigurationChecks.Members(settings))
        {
            if (IsSecret(member.Key))
            {
                RefuseClearText(member.Value, mistakes);
            }

            Check(member.Value, mistakes);
        }

        foreach (ConfigurationNode item in ConfigurationChecks.Items(settings))
        {
            Check(item, mistakes);
        }
    }

    /// <summary>Notes a secret that does not come from the environment.</summary>
    /// <param name="secret">The secret; only a text is one.</param>
    /// <param name="mistakes">Receives what is wrong.</param>
    public static void RefuseClearText(ConfigurationNode secret, ConfigurationMistakes mistakes)
    {
        if (secret is { Kind: JsonValueKind.String, Text: { } text } && !text.Contains("${", StringComparison.Ordinal))
        {
            mistakes.Add(
                secret, "a secret in clear text", "${NAME}, replaced from the environment",
                "Set an environment variable and write its name here.");
        }
    }
}
