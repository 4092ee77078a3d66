using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Runs.Iterating;

/// <summary>The folder in which a judge's prompt lies, for new files beside it and nowhere else.</summary>
/// <param name="path">Full path of the prompt that the configuration names.</param>
internal sealed partial class PromptFolder(string path)
{
    private readonly string _folder = Path.GetDirectoryName(path)!;

    /// <summary>Name of the file that the configuration names.</summary>
    public string Current => Path.GetFileName(path);

    /// <summary>A name that no file has: <c>judge-2.yaml</c> beside <c>judge.yaml</c>.</summary>
    public string Propose()
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        return Enumerable.Range(2, int.MaxValue - 2)
            .Select(number => FormattableString.Invariant($"{stem}-{number}.yaml"))
            .First(name => !Path.Exists(Path.Combine(_folder, name)));
    }

    /// <summary>Writes a prompt.</summary>
    /// <param name="name">Name of the file, without a folder.</param>
    /// <param name="text">The prompt.</param>
    /// <param name="mayReplace">A file of that name may be replaced.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is written then.</param>
    /// <returns>Full path of the file.</returns>
    /// <exception cref="InvalidInputException">It is no prompt file's name, is taken, or cannot be written.</exception>
    public async Task<string> WriteAsync(
        string name, string text, bool mayReplace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!PromptName().IsMatch(name))
        {
            throw new InvalidInputException(
                "file", $"\"{name}\"",
                "a name of letters, digits, \"-\", \"_\" and \".\" that ends with .yaml, without a folder",
                $"Prompts are saved beside {Current}.");
        }

        string target = Path.Combine(_folder, name);
        if (new FileInfo(target).LinkTarget is not null || Directory.Exists(target))
        {
            throw new InvalidInputException("file", $"\"{name}\", which is a link or a folder", "the name of a file");
        }

        if (!mayReplace && Path.Exists(target))
        {
            throw new InvalidInputException(
                "file", $"\"{name}\", which is there already", "another name",
                "To put this prompt in its place, choose so beside the name.");
        }

        try
        {
            await OutputFile.WriteAsync(target, Encoding.UTF8.GetBytes(text), cancellationToken);
            return target;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(name, FileFailure.Describe(failure), "a file that can be written");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}\.ya?ml\z")]
    private static partial Regex PromptName();
}
