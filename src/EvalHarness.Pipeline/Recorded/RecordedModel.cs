namespace EvalHarness.Pipeline.Recorded;

/// <summary>A model whose answers were recorded elsewhere: they are looked up by the samples' ids.</summary>
/// <param name="name">The model's name.</param>
/// <param name="tasks">Its answers, by task.</param>
internal sealed class RecordedModel(string name, IReadOnlyDictionary<string, RecordedOutputs> tasks)
{
    /// <summary>The answer to a sample; an error where none was recorded.</summary>
    public ModelOutput Find(string task, string sampleId) =>
        tasks.GetValueOrDefault(task)?.FindOutput(sampleId) ?? new()
        {
            SampleId = sampleId,
            Error = new("generate", $"the file of {name} has no answer to this sample"),
        };
}
