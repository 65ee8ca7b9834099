using Locator.Versions;

namespace LocatorApi.Serving;

/// <summary>The directory version that an answer comes from.</summary>
/// <param name="Version">Its id, such as <c>2026-11-20.1</c>.</param>
/// <param name="AsOf">The oldest date among the sources that gave a program.</param>
/// <param name="AsOfNewest">The newest date among them.</param>
/// <param name="Kind"><c>public</c>, or <c>sample</c>: invented facilities.</param>
public sealed record DirectoryStamp(string Version, DateOnly AsOf, DateOnly AsOfNewest, string Kind)
{
    internal static DirectoryStamp Of(DirectoryManifest manifest) =>
        new(manifest.Version, manifest.AsOf, manifest.AsOfNewest, manifest.Kind == DirectoryKind.Sample ? "sample" : "public");
}
