using System.CommandLine;

namespace EvalHarness.Cli.Options;

/// <summary>An option whose value is text as it stands: it may be empty.</summary>
/// <param name="name">Its name.</param>
internal sealed class TextOption(string name) : Option<string>(name);
