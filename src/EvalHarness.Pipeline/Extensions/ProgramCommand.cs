using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>How a program of the user's is started: without a shell, in the configuration's folder.</summary>
/// <param name="Program">Full path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">Where it is started.</param>
/// <param name="Sha256">
/// Of the command itself and of every file that it names, so that another script is another program; in lower-case
/// hexadecimal.
/// </param>
internal sealed record ProgramCommand(
    string Program, IReadOnlyList<string> Arguments, string Folder, string Sha256)
{
    /// <summary>Finds the program of a command.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="folder">Folder of the configuration file.</param>
    /// <param name="place">Where the command is, for messages.</param>
    /// <param name="redact">Takes values from the environment out of what is hashed; <c>null</c> for none.</param>
    /// <exception cref="InvalidInputException">There is no such program.</exception>
    public static ProgramCommand Find(
        IReadOnlyList<string> command, string folder, string place, Func<string, string>? redact = null)
    {
        redact ??= static text => text;
        string program = ProgramFile.Find(command[0], folder, Environment.GetEnvironmentVariable("PATH"))
            ?? throw new InvalidInputException(
                $"{place}[0]", $"\"{redact(command[0])}\", which is no program", "a program in PATH or a path to one",
                "Paths are relative to the configuration file.");
        return new(program, [.. command.Skip(1)], folder, HashOf(command, folder, redact));
    }

    private static string HashOf(IReadOnlyList<string> command, string folder, Func<string, string> redact)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string word in command)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(redact(word) + "\n"));
            string path = Path.GetFullPath(word, folder);
            if (File.Exists(path))
            {
                using FileStream file = File.OpenRead(path);
                hash.AppendData(SHA256.HashData(file));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
