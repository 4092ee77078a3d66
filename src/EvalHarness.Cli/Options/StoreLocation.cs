using System.CommandLine;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Cli.Options;

/// <summary>Where a command finds its configuration and its store.</summary>
internal static class StoreLocation
{
    private const string ConfigName = "--config";
    private const string DefaultStore = "sqlite:.evalharness/runs.db";

    /// <summary>
    /// An option for the configuration file; a command's own, because it keeps whatever it is added to.
    /// </summary>
    public static Option<string?> ConfigOption() => new(ConfigName)
    {
        Description = $"Configuration file. [default: {ConfigurationFile.DefaultName}]",
        HelpName = "FILE",
    };

    /// <summary>The configuration file that a command line names; <c>null</c> when it names none.</summary>
    public static string? NamedConfig(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<string?>>().SingleOrDefault(
            option => option.Name == ConfigName) is { } config ? parsed.GetValue(config) : null;

    /// <summary>The configuration file that a command line means.</summary>
    public static string ConfigPath(ParseResult parsed) => NamedConfig(parsed) ?? ConfigurationFile.DefaultName;

    /// <summary>
    /// What the store holds that the configuration names; <c>null</c> when nothing was ever stored there.
    /// </summary>
    /// <remarks>Stored runs stay readable when datasets or models are gone, so nothing else is checked.</remarks>
    public static IStoredRuns? Find(ParseResult parsed)
    {
        (string store, string folder) = Locate(parsed);
        return RunStores.OpenForReading(store, folder);
    }

    /// <summary>What the store holds that the configuration names.</summary>
    /// <exception cref="InvalidInputException">Nothing was ever stored there.</exception>
    public static IStoredRuns OpenExisting(ParseResult parsed) => Find(parsed) ?? throw NoRun(parsed);

    /// <summary>The store that the configuration names, to write into.</summary>
    /// <exception cref="InvalidInputException">Nothing was ever stored there, or it cannot be written.</exception>
    public static IRunStore OpenForWriting(ParseResult parsed)
    {
        (string store, string folder) = Locate(parsed);
        return RunStores.Exists(store, folder) ? RunStores.Open(store, folder) : throw NoRun(parsed);
    }

    /// <summary>Full path of the file of the store that the configuration names, where its name is right.</summary>
    public static string PathOf(ParseResult parsed)
    {
        (string store, string folder) = Locate(parsed);
        return RunStores.PathOf(store, folder);
    }

    private static (string Store, string Folder) Locate(ParseResult parsed)
    {
        string path = Path.GetFullPath(ConfigPath(parsed));
        return (Path.Exists(path) ? StoreOf(path) : DefaultStore, Path.GetDirectoryName(path)!);
    }

    private static InvalidInputException NoRun(ParseResult parsed) => new(
        Path.GetDirectoryName(Path.GetFullPath(ConfigPath(parsed)))!,
        "no stored runs",
        fix: "Start a run with: evalharness run. Or name the configuration of another store with --config.");

    /// <summary>A configuration as it is written, however wrong its values are.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(string path) => JsonDocument.Parse(
        ConfigurationFile.ReadBytes(path),
        new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

    private static string StoreOf(string path)
    {
        try
        {
            using JsonDocument document = Parse(path);
            return document.RootElement.TryGetProperty("store", out JsonElement store)
                ? store.GetString() ?? DefaultStore
                : DefaultStore;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(path, "invalid JSON", "a configuration file",
                "Find the error with: evalharness validate");
        }
    }
}
