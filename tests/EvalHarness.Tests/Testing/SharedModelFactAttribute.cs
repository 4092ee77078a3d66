namespace EvalHarness.Tests.Testing;

/// <summary>A fact on the shared chat model: skipped where it is absent, unless in CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedModelFactAttribute : FactAttribute
{
    public SharedModelFactAttribute() => Skip = SharedFixtures.ModelSkipReason;
}
