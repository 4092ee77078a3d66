using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Hub;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Loads configurations: strictly, and with all mistakes at once.</summary>
public static class ConfigurationFile
{
    /// <summary>The name that is looked for when none is given.</summary>
    public const string DefaultName = "eval.config.json";

    private const int LargestFile = 4 << 20;

    private static readonly string[] s_whereResultsGo = ["$schema", "store", "output"];

    /// <summary>Reads, checks and resolves a configuration.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">What the command line changes; nothing by default.</param>
    /// <param name="environment">Value of an environment variable; those of the process by default.</param>
    /// <exception cref="InvalidInputException">Every mistake in the file, or in the command line.</exception>
    public static ResolvedConfiguration Load(
        string path, ConfigurationOverrides? overrides = null, Func<string, string?>? environment = null)
    {
        byte[] json = ReadBytes(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        environment ??= Environment.GetEnvironmentVariable;
        ConfigurationMistakes mistakes = new(Path.GetFileName(path));
        ConfigurationNode root = ConfigurationParser.Parse(Path.GetFileName(path), json, mistakes);

        root = new TaskFileExpansion(folder, mistakes).Apply(root);
        root = RecordedTasks.Complete(root);
        root = new CustomMetricExpansion(folder, mistakes).Apply(root);

        // The whole file is checked, also what the command line leaves out of this run.
        new ConfigurationBinder(mistakes, new(mistakes, environment, folder)).BindSection(
            root, typeof(EvalConfiguration));
        new ConfigurationChecks(root, mistakes).Run();
        mistakes.ThrowIfAny();
        ConfigurationNode overlaid = overrides is null ? root : new ConfigurationOverlay(overrides).Apply(root);
        ConfigurationTexts texts = new(mistakes, environment, folder);
        (object values, JsonObject canonical) =
            new ConfigurationBinder(mistakes, texts).BindSection(overlaid, typeof(EvalConfiguration));
        mistakes.ThrowIfAny();
        Array.ForEach(s_whereResultsGo, key => canonical.Remove(key));
        string text = CanonicalJson.Write(canonical);
        HubOptions hub = HubOptions.FromEnvironment(environment);
        return new()
        {
            Values = (EvalConfiguration)values,
            FileName = Path.GetFileName(path),
            Folder = folder,
            Text = text,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
            Secrets = texts.Secrets,
            Hub = hub with { IsOffline = hub.IsOffline || overrides?.Offline == true },
        };
    }

    /// <summary>
    /// Reads <see cref="ResolvedConfiguration.Text"/> back, as a stored run keeps it: paths stay relative and
    /// unchecked, and values from the environment stay <c>${NAME}</c>.
    /// </summary>
    /// <param name="text">The canonical text.</param>
    /// <param name="place">What to call it in messages about mistakes.</param>
    /// <exception cref="InvalidInputException">The text is no configuration of this version.</exception>
    public static EvalConfiguration ParseResolved(string text, string place)
    {
        ConfigurationMistakes mistakes = new(place);
        ConfigurationNode root = ConfigurationParser.Parse(place, Encoding.UTF8.GetBytes(text), mistakes);
        (object values, _) = new ConfigurationBinder(mistakes, new(mistakes, null, null)).BindSection(
            root, typeof(EvalConfiguration));
        mistakes.ThrowIfAny();
        return (EvalConfiguration)values;
    }

    /// <summary>The bytes of a configuration file.</summary>
    /// <exception cref="InvalidInputException">It is absent, too large, no regular file, or unreadable.</exception>
    public static byte[] ReadBytes(string path)
    {
        if (FileKinds.For(path) == FileKind.Missing)
        {
            throw new InvalidInputException(
                path, "no such file", "a configuration file",
                "Create one with: evalharness init. Or name another with --config.");
        }

        return InputFile.ReadBytes(path, LargestFile, "a configuration");
    }
}
