using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>What a provider is given to make one model from.</summary>
/// <param name="Name">The model's name in the configuration.</param>
/// <param name="Configuration">Its section, paths absolute.</param>
/// <param name="CacheFolder">Where models made on the fly are kept.</param>
/// <param name="Remake">Make cached models again.</param>
public sealed record ModelSource(
    string Name, ModelConfiguration Configuration, string CacheFolder, bool Remake = false)
{
    /// <summary>Where the section stands, for messages.</summary>
    public string Place => $"eval.config.json: $.models.{Name}";

    /// <summary>The configured path.</summary>
    /// <exception cref="InvalidInputException">There is none, and this provider needs one.</exception>
    public string RequirePath(string meaning) => Configuration.Path ?? throw new InvalidInputException(
        Place, "no path", $"\"path\" of {meaning}", "Add \"path\" to the model.");
}
