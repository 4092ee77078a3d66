using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>
/// The prompt of a task's first sample as some models are given it; <c>length</c> is that of the whole text, of which
/// <c>text</c> may be the beginning.
/// </summary>
internal sealed class PromptEntry(PromptExample prompt)
{
    public string Task => prompt.Task;

    public IReadOnlyList<string> Models => prompt.Models;

    public string SampleId => prompt.SampleId;

    public string Text => prompt.Text;

    public int Length => prompt.Length;

    public string? TemplateSha256 => prompt.TemplateSha256;
}
