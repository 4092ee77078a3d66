using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Hub;
using EvalHarness.Pipeline.Recorded;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Reads texts: fills in the environment, checks them, and makes paths absolute.</summary>
/// <param name="mistakes">Receives what is wrong; never shows a value from the environment.</param>
/// <param name="environment">Value of a variable, <c>null</c> when not set; none leaves texts as they are.</param>
/// <param name="folder">What paths are relative to; <c>null</c> leaves them as they are, unchecked.</param>
internal sealed partial class ConfigurationTexts(
    ConfigurationMistakes mistakes, Func<string, string?>? environment, string? folder)
{
    private readonly Dictionary<string, string> _secrets = [];

    /// <summary>Values that came from the environment, with the names of their variables.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    /// <summary>The value to run with, and the text as the file writes it.</summary>
    public (object? Value, JsonNode? Canonical) Bind(ConfigurationNode node, ConfigurationProperty property)
    {
        if (node.Kind != JsonValueKind.String || (node.Text!.Length == 0 && property.MinLength != 0))
        {
            mistakes.Add(node, node.Kind == JsonValueKind.String ? "an empty text" : node.Shown, "a text");
            return (null, null);
        }

        if (Fill(node, property) is not { } value || !IsAllowed(node, value, property))
        {
            return (null, null);
        }

        JsonNode canonical = JsonValue.Create(node.Text);
        return property.PathKind is { } kind && folder is not null
            ? (Locate(node, value, kind, folder), JsonValue.Create(node.Text.Replace('\\', '/')))
            : (value, canonical);
    }

    /// <summary>A default, its path made absolute.</summary>
    public object? Default(ConfigurationProperty property, object? value) =>
        property.PathKind is not null && folder is not null && value is string path
            ? Path.GetFullPath(path, folder)
            : value;

    /// <summary>Any JSON with its texts filled in.</summary>
    public JsonNode? FillIn(ConfigurationNode node, ConfigurationProperty property) => node.Kind switch
    {
        JsonValueKind.Object => new JsonObject(node.Members.Select(
            member => KeyValuePair.Create(member.Key, FillIn(member.Value, property)))),
        JsonValueKind.Array => new JsonArray([.. node.Items.Select(item => FillIn(item, property))]),
        JsonValueKind.String => JsonValue.Create(Fill(node, property)),
        _ => node.ToJson(),
    };

    private string? Fill(ConfigurationNode node, ConfigurationProperty property)
    {
        bool isWhole = true;
        string filled = Variable().Replace(node.Text!, match =>
        {
            string name = match.Groups[1].Value;
            if (environment is null || property.Placeholders.Contains(name))
            {
                return match.Value;
            }

            if (environment(name) is { Length: > 0 } value)
            {
                _secrets[value] = name;
                return value;
            }

            isWhole = false;
            mistakes.Add(
                node, $"${{{name}}}, which is not set in the environment", "an environment variable that is set",
                $"Set it: export {name}=…");
            return "";
        });
        return isWhole ? filled : null;
    }

    private bool IsAllowed(ConfigurationNode node, string value, ConfigurationProperty property)
    {
        if (property.AllowedValues is { } allowed && !allowed.Contains(value))
        {
            mistakes.Add(
                node, node.Shown, $"one of {string.Join(", ", allowed)}", NearestName.Ask(value, allowed));
            return false;
        }

        if (property.Pattern is { } pattern && !Regex.IsMatch(value, pattern.Pattern, RegexOptions.CultureInvariant))
        {
            mistakes.Add(node, pattern.ErrorMessage ?? $"a text like {pattern.Pattern}");
            return false;
        }

        return environment is null || (IsAddress(node, value, property) && IsHeaderValue(node, value, property));
    }

    private bool IsAddress(ConfigurationNode node, string value, ConfigurationProperty property)
    {
        if (!property.IsUrl)
        {
            return true;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            // What stands before an @ or behind a ? may be a secret.
            mistakes.Add(
                node,
                node.Text!.AsSpan().IndexOfAny('@', '?', '#') < 0 ? node.Shown : "not such an address",
                "an address that begins with http:// or https://");
            return false;
        }

        if (EndpointAddress.FindSecret(address) is { } secret)
        {
            mistakes.Add(node, secret, EndpointAddress.Expected, EndpointAddress.Fix);
            return false;
        }

        return true;
    }

    private bool IsHeaderValue(ConfigurationNode node, string value, ConfigurationProperty property)
    {
        if (!property.IsHeaderValue || HeaderValueAttribute.FindMistake(value) is not { } mistake)
        {
            return true;
        }

        string[] names = [.. Variable().Matches(node.Text!).Select(match => match.Groups[1].Value)];
        mistakes.Add(
            node,
            names.Length == 0 ? $"a value with {mistake}" : $"{node.Shown}, whose value has {mistake}",
            "printable ASCII characters, which HTTP headers can carry",
            names.Length == 0 ? null : $"Set it again without them: export {names[0]}=… "
                    + "A key read from a file often ends in a line break.");
        return false;
    }

    private string? Locate(ConfigurationNode node, string value, PathKind kind, string folder)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            mistakes.Add(node, "a path with a NUL character", "a path");
            return null;
        }

        if (kind == PathKind.Dataset && DatasetAddress.HasPlaces(value) && !HubAddress.IsAddress(value))
        {
            return DatasetAddress.IsWord(value) ? value : Path.GetFullPath(value, folder);
        }

        if (kind == PathKind.Dataset && HubAddress.IsAddress(value))
        {
            if (HubAddress.TryParse(value.Replace('{', 'x').Replace('}', 'x'), out _))
            {
                return value;
            }

            mistakes.Add(node, node.Shown, HubAddress.Form);
            return null;
        }

        if (kind == PathKind.Files && RecordedFiles.IsPattern(value))
        {
            return Path.GetFullPath(value, folder);
        }

        string path = Path.GetFullPath(value, folder);
        if (FileKinds.For(path) is FileKind.Pipe or FileKind.Other)
        {
            mistakes.Add(node, $"{node.Shown}, a pipe or a device", "a file: it is read more than once");
            return null;
        }

        if (kind == PathKind.Output && File.Exists(path))
        {
            mistakes.Add(node, $"{node.Shown}, which is a file", "a folder, which is made where there is none");
            return null;
        }

        if (kind == PathKind.Output || File.Exists(path) || (kind == PathKind.FileOrFolder && Directory.Exists(path)))
        {
            return path;
        }

        mistakes.Add(
            node, $"no such {(kind == PathKind.FileOrFolder ? "file or folder" : "file")}: {node.Shown}",
            "a path relative to the configuration file",
            NearestName.Ask(Path.GetFileName(path), Neighbours(path)));
        return null;
    }

    private static IEnumerable<string> Neighbours(string path)
    {
        try
        {
            return Path.GetDirectoryName(path) is { } parent && Directory.Exists(parent)
                ? [.. Directory.EnumerateFileSystemEntries(parent)
                    .Select(entry => Path.GetFileName(entry))
                    .Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed has no suggestion to make; the mistake is reported all the same.
            return [];
        }
    }

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Variable();
}
