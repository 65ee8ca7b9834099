using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>What of a version is hashed before its facilities.</summary>
internal sealed record ContentHead(DirectoryKind Kind, IReadOnlyList<ManifestSource> Sources);

/// <summary>The one member that manifests of every format have.</summary>
internal sealed record FormatOnly(int Format);

/// <summary>The JSON of what is stored. Changing it changes the content's hash: raise <see cref="DirectoryManifest.CurrentFormat"/>.</summary>
[JsonSerializable(typeof(Facility))]
[JsonSerializable(typeof(SiteIdentity))]
[JsonSerializable(typeof(DirectoryManifest))]
[JsonSerializable(typeof(ContentHead))]
[JsonSerializable(typeof(FormatOnly))]
internal sealed partial class VersionJson : JsonSerializerContext
{
    public static VersionJson Lines { get; } = new(OptionsOf(indented: false));

    public static VersionJson Indented { get; } = new(OptionsOf(indented: true));

    private static JsonSerializerOptions OptionsOf(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Computed members, such as a point's IsValid, are not facts.
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        // The files are never part of a web page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
        Converters =
        {
            new JsonStringEnumConverter<DirectoryKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<ProgramType>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<LocationPrecision>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    };
}
