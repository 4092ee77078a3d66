using EvalHarness.Gating;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>
/// Takes outputs that are no answers, and likelihoods read in the wrong place, into account in gates.
/// </summary>
internal static class OutputGates
{
    /// <summary>The gates of all candidates, each candidate's gates on its outputs behind its others.</summary>
    public static IReadOnlyList<GateDecision> Apply(
        ReportRequest request, IReadOnlyList<TaskEvidence> tasks, IReadOnlyList<GateDecision> decided)
    {
        List<GateDecision> gates = [.. decided];
        foreach (StoredPair pair in request.Pairs)
        {
            foreach (TaskEvidence task in tasks)
            {
                Apply(request, task, pair, gates);
            }
        }

        return gates;
    }

    private static void Apply(ReportRequest request, TaskEvidence task, StoredPair pair, List<GateDecision> gates)
    {
        OutputEvidence baseline = task.Outputs(pair.Baseline);
        OutputEvidence candidate = task.Outputs(pair.Candidate);
        int[] own = [.. Enumerable.Range(0, gates.Count).Where(i => gates[i].Candidate == pair.Candidate.Label
            && gates[i].Metric.StartsWith(task.Task + "/", StringComparison.Ordinal))];
        IReadOnlyList<GateDecision> checkedGates = OutputCheck.Apply(
            [.. own.Select(i => LikelihoodCheck.Apply(gates[i], baseline.MedianMass, candidate.MedianMass))],
            baseline.Counts,
            candidate.Counts,
            request.OutputLimits(task.Task));
        for (int i = 0; i < own.Length; i++)
        {
            gates[own[i]] = checkedGates[i];
        }

        // Behind the candidate's last gate, so that its gates stay together.
        int last = gates.FindLastIndex(gate => gate.Candidate == pair.Candidate.Label);
        gates.InsertRange(last < 0 ? gates.Count : last + 1, checkedGates.Skip(own.Length));
    }
}
