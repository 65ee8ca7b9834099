namespace Importer.Sources;

/// <summary>The columns that all tables of SAMHSA share: who and where.</summary>
internal sealed class FacilityColumns
{
    /// <summary>Telephone fields in the order in which they are given, with the kind of number they hold.</summary>
    public static readonly IReadOnlyList<(string Field, string Kind)> Phones =
    [
        ("phone", "main"), ("intake1", "intake"), ("intake2", "intake"), ("intake1a", "intake"), ("intake2a", "intake"),
        ("hotline1", "hotline"),
    ];

    // intake_prompt says "Intakes" or nothing; zip4 would name the carrier's route, which nothing here needs.
    private static readonly string[] Read =
    [
        "name1", "name2", "street1", "street2", "city", "state", "zip", "county", "website", "latitude", "longitude",
    ];

    private static readonly (string Latitude, string Longitude)[] OtherCoordinates =
    [
        ("latitude", "long"), ("latitude", "lng"), ("latitude", "lon"), ("lat", "longitude"), ("lat", "long"), ("lat", "lng"), ("lat", "lon"), ("y", "x"),
    ];

    private static readonly string[] Ignored =
    [
        "zip4", "intake_prompt", "last_update", "facility_id", "source_id", "coord_source", "frid", "_irow", "miles",
    ];

    private readonly SourceTable table;
    private readonly Dictionary<string, int?> ordinals;
    private readonly (int Ordinal, string Field, string Kind)[] phones;
    private readonly HashSet<int> known = [];

    /// <exception cref="UnreadableSourceException">A column is there twice: which one is meant?</exception>
    public FacilityColumns(SourceTable table)
    {
        this.table = table;
        ordinals = Read.ToDictionary(name => name, table.Find, StringComparer.Ordinal);
        FindCoordinates();
        phones = [.. from phone in Phones
                     let ordinal = table.Find(phone.Field)
                     where ordinal is not null
                     select (ordinal.Value, phone.Field, phone.Kind)];
        known.UnionWith(ordinals.Values.OfType<int>());
        known.UnionWith(phones.Select(phone => phone.Ordinal));
        known.UnionWith(Ignored.Select(table.Find).OfType<int>());
        string? twice = table.Header.OfType<string>().GroupBy(ColumnName.Folded, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Count() > 1 && table.Find(same.Key) is { } ordinal && Holds(ordinal))?.First();
        if (twice is not null)
        {
            throw table.File.Unreadable($"names the column {twice} twice.");
        }
    }

    /// <summary>Says under which other names the coordinates were found; null where they have their usual names or there are none.</summary>
    public SourceRemark? Remark { get; private set; }

    /// <summary>Whether a column is one of these, read or knowingly left alone.</summary>
    public bool Holds(int ordinal) => known.Contains(ordinal);

    /// <summary>Coordinates are taken in pairs: an "X" alone is a tick or a number of rows.</summary>
    private void FindCoordinates()
    {
        if (ordinals["latitude"] is not null && ordinals["longitude"] is not null)
        {
            return;
        }

        foreach ((string latitude, string longitude) in OtherCoordinates)
        {
            if (table.Find(latitude) is { } y && table.Find(longitude) is { } x)
            {
                (ordinals["latitude"], ordinals["longitude"]) = (y, x);
                Remark = new SourceRemark("latitude", "The coordinates stand in columns of other names", IsRepaired: true, $"{table.Header[y]}, {table.Header[x]}");
                return;
            }
        }
    }

    /// <summary>The row without its type and codes; of a row with a defect only the number and the defect.</summary>
    public SourceRow ToSourceRow(TableRow row)
    {
        if (row.Defect is not null)
        {
            return new SourceRow { Row = row.Number, Defect = row.Defect };
        }

        return new SourceRow
        {
            Row = row.Number,
            Name1 = row[ordinals["name1"]],
            Name2 = row[ordinals["name2"]],
            Street1 = row[ordinals["street1"]],
            Street2 = row[ordinals["street2"]],
            City = row[ordinals["city"]],
            State = row[ordinals["state"]],
            Zip = row[ordinals["zip"]],
            County = row[ordinals["county"]],
            Website = row[ordinals["website"]],
            Latitude = row[ordinals["latitude"]],
            Longitude = row[ordinals["longitude"]],
            Phones = [.. from phone in phones
                         let text = row[phone.Ordinal]
                         where text is not null
                         select new SourcePhone(phone.Field, phone.Kind, text)],
            RepairedFields = [.. row.Repaired.Where(ordinal => ordinal < table.Header.Count).Select(ordinal => table.Header[ordinal])
                .OfType<string>().Where(name => !Ignored.Select(ColumnName.Folded).Contains(ColumnName.Folded(name))).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }
}
