using System.Text.Json;
using EvalHarness.Inference.Files;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Onnx.Quantization;

/// <summary>A model folder of ONNX Runtime GenAI.</summary>
/// <param name="Path">The folder, as it was given.</param>
/// <param name="ModelPath">The ONNX model of its decoder.</param>
/// <param name="Files">All its files, hidden ones left out, in the order of their names.</param>
internal sealed record GenAIModelFolder(string Path, string ModelPath, IReadOnlyList<string> Files)
{
    private const string SettingsFile = "genai_config.json";
    private const int LongestSettings = 1 << 24;

    /// <summary>Reads what a folder holds.</summary>
    /// <exception cref="InvalidInputException">It is no such folder, or lacks its model.</exception>
    public static GenAIModelFolder Read(string path)
    {
        string settings = System.IO.Path.Combine(path, SettingsFile);
        if (!File.Exists(settings))
        {
            throw new InvalidInputException(
                path, $"a folder without {SettingsFile}", "a GGUF file or an ONNX Runtime GenAI folder",
                "Create a folder from a GGUF file with: evalharness convert MODEL --to onnx-genai, "
                    + "or with ONNX Runtime GenAI's model builder.");
        }

        string location = ReadLocation(settings);
        return new GenAIModelFolder(path, OnnxWeightSource.PathOf(path, settings, location), [.. FilesOf(path)
            .Select(System.IO.Path.GetFullPath)
            .Order(StringComparer.Ordinal)]);
    }

    private static string ReadLocation(string settings)
    {
        InputFile.RequireRegular(settings);
        if (FileTarget.LengthOf(settings) > LongestSettings)
        {
            throw new InvalidInputException(settings, "more than 16 MiB", "the settings of a model");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(settings), new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            });
            JsonElement name = Member(Member(Member(document.RootElement, "model"), "decoder"), "filename");
            return name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : throw new InvalidInputException(
                    $"{settings}: $.model.decoder", "no \"filename\"", "the name of the decoder's ONNX model",
                    "Only models with one decoder in one file can be quantized.");
        }
        catch (JsonException broken)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{settings} (line {broken.LineNumber + 1})"),
                broken.Message,
                "valid JSON");
        }
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member)
            ? member
            : default;

    // Folders that are links are left out, as they may lead round in circles.
    private static IEnumerable<string> FilesOf(string folder)
    {
        EnumerationOptions visible = new() { AttributesToSkip = FileAttributes.Hidden };
        IEnumerable<string> below = new DirectoryInfo(folder).EnumerateDirectories("*", visible)
            .Where(child => child.LinkTarget is null)
            .SelectMany(child => FilesOf(child.FullName));
        return Directory.EnumerateFiles(folder, "*", visible).Concat(below);
    }
}
