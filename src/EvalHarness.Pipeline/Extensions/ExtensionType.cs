using System.Reflection;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>A type of the user's that can be made. Of its constructors, the one that takes most is called.</summary>
internal sealed class ExtensionType
{
    private readonly ExtensionAssembly _assembly;
    private readonly ConstructorInfo _constructor;
    private readonly ExtensionKind _kind;
    private readonly string _place;

    private ExtensionType(ExtensionAssembly assembly, ConstructorInfo constructor, ExtensionKind kind, string place) =>
        (_assembly, _constructor, _kind, _place) = (assembly, constructor, kind, place);

    /// <summary>Its name without the namespace.</summary>
    public string Name => _constructor.DeclaringType!.Name;

    /// <summary>Its name and its assembly's, for readers.</summary>
    public string Description => $"{Name} of {_assembly.File}";

    /// <summary>SHA-256 of its assembly in lower-case hexadecimal.</summary>
    public string Sha256 => _assembly.Sha256;

    /// <summary>Finds a type in an assembly; none of its code runs yet.</summary>
    /// <param name="kind">What it must be.</param>
    /// <param name="path">Absolute path of the assembly.</param>
    /// <param name="type">Name of the type, with or without its namespace; <c>null</c> where there is only one.</param>
    /// <param name="place">Where the assembly is named, for messages.</param>
    /// <exception cref="InvalidInputException">The assembly cannot be loaded, or has no such type.</exception>
    public static ExtensionType Find(ExtensionKind kind, string path, string? type, string place)
    {
        ExtensionAssembly assembly = ExtensionAssembly.Load(path, place, kind.Expected);
        ConstructorInfo[] all =
            [.. assembly.Types.Select(candidate => ConstructorOf(candidate, kind)).OfType<ConstructorInfo>()];
        ConstructorInfo[] named = type is null ? all
            : [.. all.Where(found => type == found.DeclaringType!.Name || type == found.DeclaringType.FullName)];
        if (named.Length == 1)
        {
            return new(assembly, named[0], kind, place);
        }

        string there = string.Join(
            ", ", all.Select(found => found.DeclaringType!.Name).Order(StringComparer.Ordinal));
        throw new InvalidInputException(
            place,
            all.Length == 0 ? $"{assembly.File}, which has no {kind.Noun}"
                : type is null ? $"{assembly.File}, which has {there}"
                : $"{assembly.File}, which has no {kind.Noun} \"{type}\"",
            kind.Expected,
            all.Length == 0 ? kind.Fix : $"Name one by \"type\": {there}.");
    }

    /// <summary>Its constructor has a parameter of this type.</summary>
    public bool Takes(Type parameter) =>
        _constructor.GetParameters().Any(taken => taken.ParameterType == parameter);

    /// <summary>Refuses settings that its constructor does not take.</summary>
    /// <param name="settings">The settings; <c>null</c> for none.</param>
    /// <param name="place">Where they stand, for messages.</param>
    /// <exception cref="InvalidInputException">There are settings, and the constructor takes none.</exception>
    public void CheckSettings(JsonObject? settings, string place)
    {
        if (settings is not null && !Takes(typeof(JsonObject)))
        {
            throw new InvalidInputException(
                place, $"settings for {Name}, whose constructor takes none", "a constructor that takes a JsonObject",
                "Add such a constructor, or remove \"settings\".");
        }
    }

    /// <summary>What one is that is made with these settings: changes whenever it may do something else.</summary>
    /// <param name="settings">The settings; <c>null</c> for none.</param>
    /// <param name="redact">Puts values from the environment back to their <c>${NAME}</c>.</param>
    public string[] IdentityWith(JsonObject? settings, Func<string, string> redact) =>
        ["assembly", Sha256, _constructor.DeclaringType!.FullName!, ExtensionSettings.Describe(settings, redact)];

    /// <summary>Makes one.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="redact">Takes values from the environment out of a message.</param>
    /// <param name="arguments">One for every parameter that the kind knows.</param>
    /// <exception cref="InvalidInputException">Its constructor failed.</exception>
    public T Make<T>(Func<string, string> redact, params object[] arguments)
    {
        try
        {
            return (T)_constructor.Invoke(
            [
                .. _constructor.GetParameters()
                    .Select(taken => Array.Find(arguments, taken.ParameterType.IsInstanceOfType)),
            ]);
        }
        catch (TargetInvocationException failure)
        {
            string cause = redact((failure.InnerException ?? failure).Message);
            throw new InvalidInputException(
                _place, $"{Name}, whose constructor failed: {cause}", $"a {_kind.Noun} that can be made",
                "Mend the constructor of the type.");
        }
    }

    private static ConstructorInfo? ConstructorOf(Type type, ExtensionKind kind) =>
        !kind.Contract.IsAssignableFrom(type) || type is { IsAbstract: true } or { IsGenericTypeDefinition: true }
            ? null
            : type.GetConstructors()
                .Where(constructor => IsMet(constructor.GetParameters(), kind))
                .MaxBy(constructor => constructor.GetParameters().Length);

    private static bool IsMet(ParameterInfo[] parameters, ExtensionKind kind) =>
        parameters.All(parameter => kind.Parameters.Contains(parameter.ParameterType))
        && parameters.DistinctBy(parameter => parameter.ParameterType).Count() == parameters.Length;
}
