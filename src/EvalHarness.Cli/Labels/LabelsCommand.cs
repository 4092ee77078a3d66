using System.CommandLine;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Labels;

/// <summary><c>labels</c>: people's labels of a run, from and to other programs.</summary>
internal static class LabelsCommand
{
    /// <summary>The command with its directions.</summary>
    public static Command Create(Terminal terminal) =>
        new("labels", "Import and export people's labels of a stored run.")
        {
            LabelsImportCommand.Create(terminal),
            LabelsExportCommand.Create(terminal),
        };
}
