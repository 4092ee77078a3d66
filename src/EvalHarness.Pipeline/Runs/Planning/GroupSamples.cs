using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// The documents of a group's tasks, one task after the other. A sample's id is <c>TASK/PLACE</c>, and its task a tag.
/// </summary>
/// <param name="members">The tasks.</param>
internal sealed class GroupSamples(IReadOnlyList<GroupMember> members) : IDatasetReader
{
    private const char Sign = '/';

    /// <summary>The task that a sample belongs to.</summary>
    public static string TaskOf(string sampleId) => sampleId[..Math.Max(0, sampleId.LastIndexOf(Sign))];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (GroupMember member in members)
        {
            await foreach (Sample sample in member.Samples.ReadAsync(cancellationToken).Take(member.Asked))
            {
                yield return sample with
                {
                    Id = member.Task.Name + Sign + sample.Id,
                    Tags = [.. sample.Tags, member.Task.Name],
                };
            }
        }
    }
}
