using System.Text;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Reads chat templates; what is wrong with one becomes the user's mistake, with its line and column.
/// </summary>
internal static class ChatTemplateFile
{
    /// <summary>Reads a file that holds a template.</summary>
    /// <exception cref="InvalidInputException">The file is unreadable, or its template is malformed.</exception>
    public static ChatTemplate Read(string path) => Parse(path, ReadSource(path));

    /// <summary>The source of a template in a file of its own.</summary>
    /// <exception cref="InvalidInputException">The file is unreadable, or is not UTF-8.</exception>
    public static string ReadSource(string path)
    {
        byte[] bytes = TextBytes.Read(path);

        // The reader adds a line end, which a template must not gain.
        return Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.Length - 1));
    }

    /// <summary>Reads a template.</summary>
    /// <param name="place">Where it is: a file, or a key of a model.</param>
    /// <param name="source">Its source.</param>
    /// <param name="fix">How to go on without it; <c>null</c> for no advice.</param>
    /// <exception cref="InvalidInputException">It is malformed, or uses what is not supported.</exception>
    public static ChatTemplate Parse(string place, string source, string? fix = null)
    {
        try
        {
            return ChatTemplate.FromSource(source);
        }
        catch (TemplateException fault)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{place}:{fault.Line}:{fault.Column}"),
                fault.Reason.TrimEnd('.'), "a chat template that can be rendered", fix);
        }
    }
}
