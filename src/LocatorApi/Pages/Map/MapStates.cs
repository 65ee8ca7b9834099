using System.Reflection;
using System.Text.Json;

namespace LocatorApi.Pages.Map;

/// <summary>Names that the map writes: rows of name, latitude, longitude and number of ZIPs.</summary>
internal sealed record MapNames(IReadOnlyList<object[]> Places);

/// <summary>What the map shows of states when they come near, by their codes.</summary>
internal sealed record MapStates(IReadOnlyDictionary<string, MapState> States);

/// <summary>One of them.</summary>
/// <param name="Counties">Borders of its counties (TopoJSON) as the build made them; null where there are none.</param>
/// <param name="Places">Its larger places, as in <see cref="MapNames"/>.</param>
internal sealed record MapState(JsonElement? Counties, IReadOnlyList<object[]> Places)
{
    public static MapState Of(string code, MapPlaces places) => new(CountiesOf(code), places.Of(code));

    private static JsonElement? CountiesOf(string code)
    {
        using Stream? counties = Assembly.GetExecutingAssembly().GetManifestResourceStream($"LocatorApi.Pages.Map.counties.{code}.json");
        return counties is null ? null : JsonElement.Parse(ReadAll(counties));
    }

    private static byte[] ReadAll(Stream stream)
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
