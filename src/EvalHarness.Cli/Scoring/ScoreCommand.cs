using System.CommandLine;
using EvalHarness.Cli.Rendering;

namespace EvalHarness.Cli.Scoring;

/// <summary><c>score</c>: metrics on files that were made elsewhere.</summary>
internal static class ScoreCommand
{
    /// <summary>The command with its kinds of file.</summary>
    public static Command Create(Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return new Command("score", "Score files from other programs.")
        {
            ScoreRougeCommand.Create(terminal),
            ScoreTextCommand.Create(terminal),
            ScoreRankingCommand.Create(terminal),
            ScoreAgreementCommand.Create(terminal),
            ScoreChoicesCommand.Create(terminal),
        };
    }
}
