using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EvalHarness.Metrics.Corpus;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>A key of a configuration section, as its record declares it.</summary>
internal sealed class ConfigurationProperty
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ConfigurationProperty>> s_known = [];

    // Every reading of an attribute makes it anew.
    private readonly Attribute[] _attributes;

    private ConfigurationProperty(PropertyInfo property)
    {
        Property = property;
        _attributes = [.. property.GetCustomAttributes()];
        Key = Find<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        IsRequired = Has<RequiredMemberAttribute>();
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    /// <summary>The record's property.</summary>
    public PropertyInfo Property { get; }

    /// <summary>How the file spells it.</summary>
    public string Key { get; }

    /// <summary>The key must be there.</summary>
    public bool IsRequired { get; }

    /// <summary>Its type, without nullability.</summary>
    public Type Type { get; }

    /// <summary>The values that it or its items may have; <c>null</c> for any.</summary>
    public IReadOnlyList<string>? AllowedValues =>
        Find<AllowedValuesAttribute>() is { } allowed ? [.. allowed.Values.OfType<string>()]
        : Has<CorpusMetricNamesAttribute>() ? [.. CorpusMetrics.All.Select(metric => metric.Definition.Name)]
        : null;

    /// <summary>What must be at its path; <c>null</c> when it is no path.</summary>
    public PathKind? PathKind => Find<PathKindAttribute>()?.Kind;

    /// <summary>Placeholders that are not environment variables.</summary>
    public IReadOnlyList<string> Placeholders => Find<PlaceholdersAttribute>()?.Names ?? [];

    /// <summary>Smallest number of items; <c>null</c> when none is set.</summary>
    public int? MinLength => Find<MinLengthAttribute>()?.Length ?? Find<LengthAttribute>()?.MinimumLength;

    /// <summary>Largest number of items; <c>null</c> when none is set.</summary>
    public int? MaxLength => Find<LengthAttribute>()?.MaximumLength;

    /// <summary>Bounds of a number; <c>null</c> when none are set.</summary>
    public RangeAttribute? Range => Find<RangeAttribute>();

    /// <summary>Pattern of a text, with its meaning in words; <c>null</c> when none is set.</summary>
    public RegularExpressionAttribute? Pattern => Find<RegularExpressionAttribute>();

    /// <summary>The names of the map may hold <c>*</c> for any text.</summary>
    public bool HasPatternKeys => Has<PatternKeysAttribute>();

    /// <summary>The text is an address on the web.</summary>
    public bool IsUrl => Has<UrlAttribute>();

    /// <summary>The text is sent in an HTTP header.</summary>
    public bool IsHeaderValue => Has<HeaderValueAttribute>();

    /// <summary>Texts within the JSON are filled in from the environment.</summary>
    public bool IsFilledIn => Property.IsDefined(typeof(FilledInAttribute));

    /// <summary>The keys of a section in the order of their declaration.</summary>
    public static IReadOnlyList<ConfigurationProperty> For(Type section) => s_known.GetOrAdd(section, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderBy(property => property.MetadataToken)
            .Select(property => new ConfigurationProperty(property)),
    ]);

    /// <summary>The item type of a list; <c>null</c> when the type is none.</summary>
    public static Type? ItemOf(Type type) => ArgumentOf(type, typeof(IReadOnlyList<>), 0);

    /// <summary>The value type of a map with names as keys; <c>null</c> when the type is none.</summary>
    public static Type? ValueOf(Type type) => ArgumentOf(type, typeof(IReadOnlyDictionary<,>), 1);

    private T? Find<T>() => _attributes.OfType<T>().SingleOrDefault();

    private bool Has<T>() => _attributes.OfType<T>().Any();

    private static Type? ArgumentOf(Type type, Type definition, int argument) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition
            ? type.GetGenericArguments()[argument]
            : null;
}
