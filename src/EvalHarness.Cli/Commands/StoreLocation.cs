using System.CommandLine;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Storage;

namespace EvalHarness.Cli.Commands;

/// <summary>Where a command finds its configuration and its store.</summary>
internal static class StoreLocation
{
    private const string DefaultStore = "sqlite:.evalharness/runs.db";

    /// <summary>The configuration file.</summary>
    public static Option<string?> Config { get; } = new("--config")
    {
        Description = $"The configuration; {ConfigurationFile.DefaultName} by default.",
        HelpName = "FILE",
    };

    /// <summary>The configuration file that a command line means.</summary>
    public static string ConfigPath(ParseResult parsed) =>
        parsed.GetValue(Config) ?? ConfigurationFile.DefaultName;

    /// <summary>The store that the configuration names; <c>null</c> when nothing was ever stored there.</summary>
    /// <remarks>Stored runs stay readable when datasets or models are gone, so nothing else is checked.</remarks>
    public static IRunStore? Find(ParseResult parsed)
    {
        string path = Path.GetFullPath(ConfigPath(parsed));
        string folder = Path.GetDirectoryName(path)!;
        string store = File.Exists(path) ? StoreOf(path) : DefaultStore;
        string file = Path.GetFullPath(store[(store.IndexOf(':', StringComparison.Ordinal) + 1)..], folder);
        return File.Exists(file) || RunStores.FindMistake(store) is not null ? RunStores.Open(store, folder) : null;
    }

    /// <summary>The store that the configuration names.</summary>
    /// <exception cref="InvalidInputException">Nothing was ever stored there.</exception>
    public static IRunStore OpenExisting(ParseResult parsed) => Find(parsed) ?? throw new InvalidInputException(
        Path.GetDirectoryName(Path.GetFullPath(ConfigPath(parsed)))!,
        "no stored run",
        "the store of an earlier run",
        "Start one with evalharness run, or name the configuration of the store with --config.");

    private static string StoreOf(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            });
            return document.RootElement.TryGetProperty("store", out JsonElement store)
                ? store.GetString() ?? DefaultStore
                : DefaultStore;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(path, "no valid JSON", "a configuration file");
        }
    }
}
