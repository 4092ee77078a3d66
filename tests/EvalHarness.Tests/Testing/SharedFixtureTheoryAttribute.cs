namespace EvalHarness.Tests.Testing;

/// <summary>A theory on shared cases: skipped where they are absent, unless in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFixtureTheoryAttribute : TheoryAttribute
{
    public SharedFixtureTheoryAttribute() => Skip = SharedFixtures.SkipReason;
}
