using EvalHarness.Inference;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>Opens GGUF models; what is wrong with one becomes the user's mistake, with its place in the file.</summary>
internal static class GgufModelFile
{
    /// <summary>Opens a model and lets it be read.</summary>
    /// <param name="path">The model.</param>
    /// <param name="read">Reads it; the file is closed afterwards.</param>
    /// <exception cref="InvalidInputException">The file is absent, unreadable or malformed.</exception>
    public static T Read<T>(string path, Func<GgufFile, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using GgufFile file = Open(path);
        return Translate(path, () => read(file));
    }

    /// <summary>Opens a model; the caller closes it.</summary>
    /// <exception cref="InvalidInputException">The file is absent, unreadable or malformed.</exception>
    public static GgufFile Open(string path)
    {
        const string Expected = "a readable GGUF model";
        if (FileKinds.For(path) is FileKind.Pipe or FileKind.Other)
        {
            throw new InvalidInputException(path, "a pipe or a device", Expected, "Give the path of a .gguf file.");
        }

        try
        {
            return Translate(path, () => GgufFile.Open(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException(path, "no such file", Expected, "Check the path.");
        }
        catch (UnauthorizedAccessException)
        {
            string found = Directory.Exists(path) ? "a folder" : "no permission";
            throw new InvalidInputException(path, found, Expected, "Give the path of a readable .gguf file.");
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(path, FileFailure.Describe(failure), Expected);
        }
    }

    /// <summary>
    /// Refuses a recipe for a model that is quantized already, unless it asks for that: a second rounding adds to the
    /// first.
    /// </summary>
    /// <param name="path">The model.</param>
    /// <param name="place">Where the recipe stands.</param>
    /// <param name="recipe">The recipe; <c>null</c> for none that could ask for it.</param>
    /// <exception cref="InvalidInputException">It is quantized, or cannot be read.</exception>
    public static void RequireFloats(string path, string place, QuantizeConfiguration? recipe = null)
    {
        using GgufFile file = Open(path);
        if (recipe?.Requantize != true)
        {
            RequireFloats(
                file,
                place,
                $"a recipe for {path}, which",
                "Name the original model, or leave \"quantize\" out to compare this file as it is: "
                    + "rounding twice adds both errors. To quantize it all the same, add \"requantize\": true to the "
                    + "recipe.");
        }
    }

    /// <summary>Refuses a model that is quantized already.</summary>
    /// <param name="file">The model.</param>
    /// <param name="place">Where it is named.</param>
    /// <param name="subject">What is quantized, for the sentence.</param>
    /// <param name="fix">What to do instead.</param>
    /// <exception cref="InvalidInputException">It is quantized.</exception>
    public static void RequireFloats(GgufFile file, string place, string subject, string fix)
    {
        if (GgufQuantizer.FindQuantized(file) is { } tensor)
        {
            throw new InvalidInputException(
                place,
                $"{subject} is quantized already: its tensor {tensor.Name} is in {TensorFormat.NameOf(tensor.Type)}",
                "the original model, in F32, F16 or BF16",
                fix);
        }
    }

    /// <summary>
    /// Works on an open model and reports a violation of its format, or its want of memory, as the user's mistake.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is malformed, or needs more memory than there is.</exception>
    public static T Translate<T>(string path, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (GgufFormatException violation)
        {
            throw MistakeOf(violation, path);
        }
        catch (EngineMemoryException shortage)
        {
            throw MistakeOf(shortage, path);
        }
    }

    /// <summary>A violation of the format as the user's mistake.</summary>
    /// <param name="violation">The violation.</param>
    /// <param name="path">The file that was asked for.</param>
    public static InvalidInputException MistakeOf(GgufFormatException violation, string path)
    {
        ArgumentNullException.ThrowIfNull(violation);
        return new InvalidInputException(
            FormattableString.Invariant($"{violation.File ?? path}: byte {violation.ByteOffset}"),
            violation.Actual,
            violation.Expected,
            violation.Fix);
    }

    /// <summary>A want of memory as the user's mistake.</summary>
    /// <param name="shortage">The want.</param>
    /// <param name="place">The model.</param>
    public static InvalidInputException MistakeOf(EngineMemoryException shortage, string place)
    {
        ArgumentNullException.ThrowIfNull(shortage);
        return new InvalidInputException(place, shortage.Need, shortage.Limit, shortage.Fix);
    }
}
