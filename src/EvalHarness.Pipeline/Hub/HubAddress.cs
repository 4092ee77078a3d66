using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Hub;

/// <summary>
/// A file of a dataset on the Hugging Face hub: <c>hf:OWNER/NAME/FILE</c>, or <c>hf:OWNER/NAME@REVISION/FILE</c>.
/// </summary>
/// <param name="Owner">Who publishes it.</param>
/// <param name="Name">The dataset's name.</param>
/// <param name="Revision">Branch, tag or commit.</param>
/// <param name="File">Path in the repository, with slashes.</param>
internal sealed partial record HubAddress(string Owner, string Name, string Revision, string File)
{
    /// <summary>What such an address looks like, for messages.</summary>
    public const string Form = "hf:OWNER/NAME/FILE, or hf:OWNER/NAME@REVISION/FILE";

    private const string Scheme = "hf:";
    private const string LongScheme = "hf://datasets/";
    private const string MainBranch = "main";
    private const int Longest = 1_000;

    /// <summary>A text stands for a file of the hub, be it well formed or not.</summary>
    public static bool IsAddress(string text) => text.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HubAddress? address)
    {
        address = null;
        text = text.StartsWith(LongScheme, StringComparison.Ordinal) ? Scheme + text[LongScheme.Length..] : text;
        if (text.Length > Longest || !IsAddress(text)
            || Pattern().Match(text[Scheme.Length..]) is not { Success: true } parts)
        {
            return false;
        }

        string file = parts.Groups["file"].Value;
        string revision = parts.Groups["revision"] is { Success: true } named ? named.Value : MainBranch;
        if (file.Split('/').Append(revision).Any(segment => segment is "" or "." or ".."))
        {
            return false;
        }

        address = new(parts.Groups["owner"].Value, parts.Groups["name"].Value, revision, file);
        return true;
    }

    /// <summary>Where the file is downloaded from.</summary>
    /// <param name="endpoint">The hub, with or without a slash at its end.</param>
    public Uri ToUri(Uri endpoint) => new(
        $"{endpoint.AbsoluteUri.TrimEnd('/')}/datasets/{Owner}/{Name}/resolve/{Uri.EscapeDataString(Revision)}/"
        + string.Join('/', File.Split('/').Select(Uri.EscapeDataString)));

    /// <summary>Where the file is kept below a folder.</summary>
    public string ToPath(string folder) =>
        Path.Combine([folder, Owner, Name, Revision, .. File.Split('/')]);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Scheme}{Owner}/{Name}{(Revision == MainBranch ? "" : "@" + Revision)}/{File}";

    // Neither a backslash nor a control character reaches a path or a header.
    [GeneratedRegex(
        @"^(?<owner>[A-Za-z0-9][A-Za-z0-9_.-]{0,95})/(?<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,95})"
        + @"(@(?<revision>[A-Za-z0-9_.-]{1,200}))?"
        + @"/(?<file>[^\\\p{C}?#:*|<>""]+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
