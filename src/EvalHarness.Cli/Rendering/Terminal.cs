using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>Where a command writes: results to standard output, progress and messages to standard error.</summary>
internal sealed class Terminal
{
    // Consoles take a while to make, and the commands that print for machines need none.
    private readonly Lazy<IAnsiConsole> _results;
    private readonly Lazy<IAnsiConsole> _messages;

    /// <summary>Wraps two writers; pass string writers to capture what a command prints.</summary>
    public Terminal(TextWriter output, TextWriter error, bool isOutputTerminal = false, bool isErrorTerminal = false)
    {
        (Output, Error, IsErrorTerminal) = (output, error, isErrorTerminal);
        _results = new(() => CreateConsole(output, isOutputTerminal));
        _messages = new(() => CreateConsole(error, isErrorTerminal));
    }

    /// <summary>Standard output, unadorned.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error, unadorned.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard error is a terminal, so a live progress display makes sense.</summary>
    public bool IsErrorTerminal { get; }

    /// <summary>The command line has <c>--json</c>: standard output takes one JSON document and nothing else.</summary>
    public bool IsJson { get; set; }

    /// <summary>The command that continues the work under way; <c>null</c> where there is none.</summary>
    public string? Continuation { get; set; }

    /// <summary>Standard output with tables and colour where it is a terminal.</summary>
    public IAnsiConsole Results => _results.Value;

    /// <summary>Standard error with colour and live displays where it is a terminal.</summary>
    public IAnsiConsole Messages => _messages.Value;

    /// <summary>The process's own console.</summary>
    public static Terminal FromConsole()
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }

    /// <summary>Writes one error line; control characters of untrusted text are shown, not obeyed.</summary>
    public void WriteError(string message) => Error.WriteLine("error: " + Printable(message));

    /// <summary>Writes one line about what is not as it should be, and yet no mistake.</summary>
    public void WriteWarning(string message) => Error.WriteLine("warning: " + Printable(message));

    /// <summary>Replaces control characters, so that untrusted text cannot steer a terminal.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        bool plain = !isTerminal || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
        {
            // A pipe has no width: never wrap what another program reads.
            console.Profile.Width = 200;
        }

        return console;
    }
}
