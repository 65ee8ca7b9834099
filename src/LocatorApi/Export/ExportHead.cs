using Locator.Versions;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Export;

/// <summary>What stands before the facilities of an export.</summary>
/// <param name="Directory">The directory version that is exported.</param>
/// <param name="After">The id that the export begins behind; null where it begins with the first facility.</param>
/// <param name="Facilities">How many facilities the whole version has.</param>
/// <param name="Sources">The files that it was made from: show their attribution where you show the data.</param>
/// <param name="Notices">What people should read with the data, the crisis line first.</param>
public sealed record ExportHead(
    DirectoryStamp Directory, string? After, int Facilities, IReadOnlyList<ExportSource> Sources, IReadOnlyList<Notice> Notices)
{
    internal static ExportHead Of(DirectoryManifest manifest, string? after, NoticeBoard notices) => new(
        DirectoryStamp.Of(manifest), after, manifest.Facilities,
        [.. manifest.Sources.Select(source => new ExportSource(source.Name, source.File, source.AsOf, source.License, source.Attribution))],
        notices.Of(manifest));
}

/// <summary>One file that the directory was made from.</summary>
/// <param name="Name">The source directory.</param>
/// <param name="File">Name of the file.</param>
/// <param name="AsOf">The date that its data is of.</param>
/// <param name="License">License of the data.</param>
/// <param name="Attribution">Whom to name where the data is shown.</param>
public sealed record ExportSource(string Name, string File, DateOnly AsOf, string License, string Attribution);

/// <summary>The last line of an export as NDJSON: whoever reads it has everything.</summary>
/// <param name="End">Always true.</param>
/// <param name="Facilities">How many facilities stand before it.</param>
public sealed record ExportEnd(bool End, int Facilities);
