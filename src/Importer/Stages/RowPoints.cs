using System.Globalization;
using Importer.Sources;
using Locator.Geo;
using Locator.Places;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Reads the coordinates of one file's rows.</summary>
/// <param name="gazetteer">The counties there are.</param>
/// <param name="points">Judges coordinates.</param>
/// <param name="issues">Is told what is not taken as it stands.</param>
internal sealed class RowPoints(Gazetteer gazetteer, PointCleaning points, RowIssues issues)
{
    private readonly List<int> _withoutCoordinates = [];
    private bool _hasCoordinates;

    /// <summary>Where a row stands; null where it does not say so usably.</summary>
    public GeoPoint? Of(SourceRow row, ZipPlace? place, string state, string? street)
    {
        if (CellText.Of(row.Latitude) is not { } latitude || CellText.Of(row.Longitude) is not { } longitude)
        {
            if (row.Latitude is null && row.Longitude is null)
            {
                _withoutCoordinates.Add(row.Row);
            }
            else
            {
                Report(row, "latitude", "Only one of latitude and longitude is given", ImportOutcome.Marked, row.Latitude ?? row.Longitude);
            }

            return null;
        }

        _hasCoordinates = true;
        if (street is null)
        {
            // In real files it is the middle of the ZIP; were it the house of a shelter, it would not be ours to show.
            Report(row, "latitude", "The coordinates of a withheld street are not used", ImportOutcome.Marked, null);
            return null;
        }

        if (MailingAddress.IsOnlyFor(street, CellText.Of(row.Street2)))
        {
            Report(row, "latitude", "The coordinates of a post office box are not used", ImportOutcome.Marked, street);
            return null;
        }

        County? county = CellText.Of(row.County) is { } name ? gazetteer.FindCounty(state, name) : null;
        PointReading reading = points.Clean(latitude, longitude, place, state, county);
        if (reading.Problem is not null)
        {
            string value = $"{latitude}, {longitude}";
            Report(row, "latitude", reading.Problem,
                reading.Point is null ? ImportOutcome.Marked : ImportOutcome.Repaired,
                reading.FromZip is { } far ? string.Create(CultureInfo.InvariantCulture, $"{value} ({far.Miles:0} miles)") : value);
        }

        return reading.Point;
    }

    /// <summary>Tells which rows have none: call once, after the file's last row.</summary>
    public void ReportMissing()
    {
        // Without coordinates in any row the file has none to give: one line says so instead of one a row.
        if (!_hasCoordinates && _withoutCoordinates.Count > 0)
        {
            issues.Add(null, "latitude", "The file has no coordinates; facilities stand at their ZIP's point", ImportOutcome.Marked, null);
            return;
        }

        foreach (int row in _withoutCoordinates)
        {
            issues.Add(row, "latitude", "The row has no coordinates", ImportOutcome.Marked, null);
        }
    }

    private void Report(SourceRow row, string field, string problem, ImportOutcome outcome, string? value) =>
        issues.Add(row.Row, field, problem, outcome, value);
}
