using Microsoft.Extensions.Options;

namespace LocatorApi.Pages.Map;

/// <summary>The settings under <c>Map</c>; a misspelt one is an error at start.</summary>
internal sealed class MapOptions
{
    public const string Section = "Map";

    /// <summary>Where the map takes pictures of streets from: an address with {z}, {x} and {y}. Whoever answers it sees which area is looked at.</summary>
    /// <value>None by default: outlines and names of places only, from this server.</value>
    public string? TileUrl { get; init; }

    /// <summary>Whom the map thanks for them. An https address in it becomes a link.</summary>
    /// <value>None by default; needed beside <see cref="TileUrl"/>.</value>
    public string? Attribution { get; init; }

    /// <summary>The origin that pages with the map may load pictures from; null where they load none.</summary>
    internal string? TileOrigin => string.IsNullOrEmpty(TileUrl) ? null : new Uri(TileUrl.Replace('{', '0').Replace('}', '0')).GetLeftPart(UriPartial.Authority);

    /// <summary>Sentences for the operator.</summary>
    internal sealed class Validation : IValidateOptions<MapOptions>
    {
        public ValidateOptionsResult Validate(string? name, MapOptions options)
        {
            if (string.IsNullOrEmpty(options.TileUrl))
            {
                return ValidateOptionsResult.Success;
            }

            string[] holes = ["{z}", "{x}", "{y}"];
            if (!holes.All(hole => options.TileUrl.Contains(hole, StringComparison.Ordinal))
                || !Uri.TryCreate(holes.Aggregate(options.TileUrl, (address, hole) => address.Replace(hole, "0", StringComparison.Ordinal)), UriKind.Absolute, out Uri? tile)
                || !(tile.Scheme == Uri.UriSchemeHttps || (tile.Scheme == Uri.UriSchemeHttp && tile.IsLoopback))
                || tile.OriginalString.Any(c => c is '{' or '}' or '\'' or '"' or ';' or ' '))
            {
                return ValidateOptionsResult.Fail("Map:TileUrl must be an https address with {z}, {x} and {y}, such as https://tiles.example.org/{z}/{x}/{y}.png.");
            }

            return string.IsNullOrWhiteSpace(options.Attribution)
                ? ValidateOptionsResult.Fail("Map:Attribution is missing: say whose map Map:TileUrl shows.")
                : ValidateOptionsResult.Success;
        }
    }
}
