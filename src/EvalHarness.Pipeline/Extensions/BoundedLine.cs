using System.Text;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>Reads lines of a program that may never end one.</summary>
internal static class BoundedLine
{
    /// <summary>The next line without its end; <c>null</c> behind the last.</summary>
    /// <param name="reader">The program's output.</param>
    /// <param name="longest">Largest number of characters.</param>
    /// <exception cref="ProgramException">The line is too long.</exception>
    public static async Task<string?> ReadAsync(StreamReader reader, int longest)
    {
        StringBuilder line = new();
        char[] one = new char[1];
        while (await reader.ReadAsync(one) > 0)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length == longest)
            {
                throw new ProgramException(
                    FormattableString.Invariant($"the program's line has more than {longest} characters"));
            }

            line.Append(one[0]);
        }

        return line.Length > 0 ? line.ToString() : null;
    }
}
