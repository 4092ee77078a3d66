using System.Security.Cryptography;
using System.Text;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>
/// Keeps the texts of judges' prompts beside the labels, so that versions can be read beside one another when their
/// file has changed.
/// </summary>
/// <param name="labels">Where they are kept.</param>
internal sealed class KeptPrompts(ILabelStore labels)
{
    /// <summary>Keeps the prompt of a judge, as far as its file is still what was read.</summary>
    public async Task KeepAsync(string runId, PlannedJudge judge, CancellationToken cancellationToken)
    {
        if (judge.Configuration.Prompt is not { } prompt)
        {
            return;
        }

        byte[] bytes;
        try
        {
            bytes = InputFile.ReadBytes(prompt, PromptVersion.LongestText, "a prompt file");
        }
        catch (InvalidInputException)
        {
            // Gone, or longer than anybody would read beside another.
            return;
        }

        if (labels.IsWritable
            && Convert.ToHexStringLower(SHA256.HashData(bytes)) == judge.Definition.Prompt?.Prompt.Sha256)
        {
            await labels.SavePromptAsync(
                new PromptVersion
                {
                    RunId = runId,
                    Judge = judge.Name,
                    JudgeId = judge.Id,
                    Text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'),
                },
                cancellationToken);
        }
    }
}
