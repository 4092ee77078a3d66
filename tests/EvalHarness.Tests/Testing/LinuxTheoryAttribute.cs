namespace EvalHarness.Tests.Testing;

/// <summary>A theory about processes, which only Linux lists in <c>/proc</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Reads /proc.";
}
