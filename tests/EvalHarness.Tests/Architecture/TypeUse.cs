namespace EvalHarness.Tests.Architecture;

/// <summary>A top-level type that uses another one.</summary>
/// <param name="Assembly">Where the user is.</param>
/// <param name="Home">The user's namespace, which is its folder.</param>
/// <param name="User">The user.</param>
/// <param name="Target">Namespace of what it uses.</param>
/// <param name="Used">What it uses.</param>
internal sealed record TypeUse(string Assembly, string Home, string User, string Target, string Used)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Home}.{User} uses {Target}.{Used}";
}
