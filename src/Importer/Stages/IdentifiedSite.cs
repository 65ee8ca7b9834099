using Locator.Versions;

namespace Importer.Stages;

/// <summary>A site with its ids.</summary>
/// <param name="Site">The site, its keys and those of its programs as the identity has them: no two are the same.</param>
/// <param name="Identity">Its ids and those of its programs, withdrawn ones included.</param>
internal sealed record IdentifiedSite(Site Site, SiteIdentity Identity);
