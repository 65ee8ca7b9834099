using System.Text.Json;
using Locator.Geo;

namespace Locator.Elasticsearch.Indexes;

/// <summary>What searches need of a facility's document, as a server gives it back.</summary>
/// <param name="Id">The facility's id.</param>
/// <param name="SortName">What orders it by name.</param>
/// <param name="Point">Where it stands; null where nobody knows.</param>
/// <param name="LocationIsExact">Whether that is its address.</param>
/// <param name="Programs">Its programs.</param>
/// <param name="Document">Its part of an answer.</param>
internal sealed record StoredFacility(
    string Id, string SortName, GeoPoint? Point, bool LocationIsExact, IReadOnlyList<StoredProgram> Programs, byte[] Document)
{
    /// <summary>Reads the object that a reader is at, to its end.</summary>
    /// <param name="json">The reader of the whole answer.</param>
    /// <param name="answer">The same bytes, which are kept.</param>
    /// <exception cref="InvalidOperationException">It is not of that form.</exception>
    public static StoredFacility Read(ref Utf8JsonReader json, ReadOnlyMemory<byte> answer)
    {
        string? id = null, sortName = null;
        GeoPoint? point = null;
        bool isExact = false;
        List<StoredProgram> programs = [];
        byte[]? document = null;
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "id"u8))
            {
                id = json.GetString();
            }
            else if (JsonMembers.Is(ref json, "sortName"u8))
            {
                sortName = json.GetString();
            }
            else if (JsonMembers.Is(ref json, "point"u8))
            {
                point = ReadPoint(ref json);
            }
            else if (JsonMembers.Is(ref json, "exact"u8))
            {
                isExact = json.GetBoolean();
            }
            else if (JsonMembers.Is(ref json, "program"u8))
            {
                programs.Add(StoredProgram.Read(ref json, answer));
            }
            else if (JsonMembers.Is(ref json, "programs"u8))
            {
                while (JsonMembers.NextObject(ref json))
                {
                    programs.Add(StoredProgram.Read(ref json, answer));
                }
            }
            else if (JsonMembers.Is(ref json, "document"u8))
            {
                document = DocumentText.Read(ref json);
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        return id is not null && sortName is not null && programs.Count > 0 && document is not null
            ? new StoredFacility(id, sortName, point, isExact, programs, document)
            : throw new InvalidOperationException("This is no facility.");
    }

    private static GeoPoint ReadPoint(ref Utf8JsonReader json)
    {
        double? latitude = null, longitude = null;
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "lat"u8))
            {
                latitude = json.GetDouble();
            }
            else if (JsonMembers.Is(ref json, "lon"u8))
            {
                longitude = json.GetDouble();
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        return latitude is not null && longitude is not null
            ? new GeoPoint(latitude.Value, longitude.Value)
            : throw new InvalidOperationException("This is no point.");
    }
}
