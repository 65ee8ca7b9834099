using Locator.Places;

namespace LocatorApi.Places;

/// <summary>The names of ZIP kinds and precisions on the wire.</summary>
internal static class ZipSlugs
{
    public static string Slug(this ZipKind kind) => kind switch
    {
        ZipKind.PoBox => "po-box",
        ZipKind.Unique => "unique",
        ZipKind.Military => "military",
        ZipKind.PoBoxOrUnique => "po-box-or-unique",
        _ => "standard",
    };

    public static string Slug(this PlacePrecision precision) => precision switch
    {
        PlacePrecision.Zip => "zip",
        PlacePrecision.City => "city",
        _ => "none",
    };
}
