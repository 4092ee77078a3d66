namespace EvalHarness.Tests.Testing;

/// <summary>A fact on shared cases: skipped where they are absent, unless in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFixtureFactAttribute : FactAttribute
{
    public SharedFixtureFactAttribute() => Skip = SharedFixtures.SkipReason;
}
