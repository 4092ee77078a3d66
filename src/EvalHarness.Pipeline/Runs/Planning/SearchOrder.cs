namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>The order in which a search tries its candidates: from small to large.</summary>
internal static class SearchOrder
{
    /// <summary>
    /// A plan with its candidates by size. Those whose size is not known come last; these, and candidates of equal
    /// size, keep the configuration's order.
    /// </summary>
    public static RunPlan Apply(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return With(plan, [.. plan.Models.Skip(1).OrderBy(model => model.Identity.FileBytes ?? long.MaxValue)]);
    }

    /// <summary>The same plan with the baseline and the first so many candidates alone.</summary>
    public static RunPlan Take(RunPlan plan, int candidates)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return With(plan, [.. plan.Models.Skip(1).Take(candidates)]);
    }

    private static RunPlan With(RunPlan plan, PlannedModel[] candidates) => plan with
    {
        Models = [plan.Models[0], .. candidates],
        Configuration = plan.Configuration with
        {
            Values = plan.Configuration.Values with { Candidates = [.. candidates.Select(model => model.Name)] },
        },
    };
}
