using System.Globalization;

namespace EvalHarness.Tests.Testing;

/// <summary>Keeps what is written, and acts at once when a line holds a text.</summary>
/// <param name="text">The text.</param>
/// <param name="act">What then happens, before the writer of the line goes on.</param>
internal sealed class ListeningWriter(string text, Action act) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true)
        {
            act();
        }
    }
}
