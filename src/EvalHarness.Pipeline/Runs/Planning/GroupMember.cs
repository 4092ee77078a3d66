using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A task of a group, and its documents.</summary>
/// <param name="Task">The task.</param>
/// <param name="Samples">Its documents.</param>
/// <param name="Documents">Number of documents that can be asked.</param>
/// <param name="Asked">Number of documents that are asked, after the limit, which each task has for itself.</param>
internal sealed record GroupMember(TaskFile Task, TaskSamples Samples, int Documents, int Asked);
