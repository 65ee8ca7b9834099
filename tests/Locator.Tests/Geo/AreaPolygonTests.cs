using System.Globalization;
using Locator.Geo;
using Xunit;

namespace Locator.Tests.Geo;

public sealed class AreaPolygonTests
{
    private static AreaPolygon Read(string json)
    {
        Assert.True(AreaPolygon.TryRead(json, out AreaPolygon? area, out string problem), problem);
        return area!;
    }

    private static AreaPolygon Polygon(params string[] rings) => Read($$"""{"type":"Polygon","coordinates":[{{string.Join(',', rings)}}]}""");

    [Fact]
    public void Longitude_comes_first_and_edges_and_corners_are_inside()
    {
        AreaPolygon area = Polygon("[[-85,33],[-84,33],[-84,34],[-85,34],[-85,33]]");
        Assert.True(area.Contains(new GeoPoint(33.5, -84.5)));
        Assert.True(area.Contains(new GeoPoint(33, -84.5)));
        Assert.True(area.Contains(new GeoPoint(34, -84)));
        Assert.False(area.Contains(new GeoPoint(34.0000001, -84.5)));
        Assert.False(area.Contains(new GeoPoint(-84.5, 33.5)));
    }

    [Fact]
    public void Edges_are_straight_in_longitude_and_latitude_not_along_the_great_circle()
    {
        // The great circle from 90 W to 80 W at 60 N bulges some 0.1 degrees to the north.
        AreaPolygon area = Polygon("[[-90,50],[-80,50],[-80,60],[-90,60],[-90,50]]");
        Assert.False(area.Contains(new GeoPoint(60.05, -85)));
        Assert.True(area.Contains(new GeoPoint(59.999, -85)));
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[179,50],[-179,50],[-179,53],[179,53],[179,50]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-179,50],[-179,53],[179,53],[179,50],[-179,50]]]}""")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[179,50],[180,50],[180,53],[179,53],[179,50]]],[[[-180,50],[-179,50],[-179,53],[-180,53],[-180,50]]]]}""")]
    public void An_area_can_cross_the_180th_meridian_whole_or_cut(string json)
    {
        AreaPolygon area = Read(json);
        foreach (double longitude in (double[])[179, 179.5, 180, -180, -179.5, -179])
        {
            Assert.True(area.Contains(new GeoPoint(51, longitude)), longitude.ToString(CultureInfo.InvariantCulture));
        }

        Assert.False(area.Contains(new GeoPoint(51, 178.9)));
        Assert.False(area.Contains(new GeoPoint(51, 0)));
        Assert.True(area.Searched.EnvelopeInternal is { MinX: >= -180, MaxX: <= 180 });
    }

    [Theory]
    [InlineData("[[179.5,51],[-179.5,51],[-179.5,52],[179.5,52],[179.5,51]]")]
    [InlineData("[[-179.5,51],[-179.5,52],[179.5,52],[179.5,51],[-179.5,51]]")]
    public void A_hole_is_left_out_from_whichever_side_of_the_180th_meridian_it_is_written(string hole)
    {
        AreaPolygon area = Polygon("[[179,50],[-179,50],[-179,53],[179,53],[179,50]]", hole);
        Assert.False(area.Contains(new GeoPoint(51.5, 179.9)));
        Assert.False(area.Contains(new GeoPoint(51.5, -179.9)));
        Assert.True(area.Contains(new GeoPoint(51, 179.9)));
        Assert.True(area.Contains(new GeoPoint(50.5, -179.9)));
    }

    [Theory]
    [InlineData("7", "must be a GeoJSON Polygon")]
    [InlineData("{", "must be a GeoJSON Polygon")]
    [InlineData("""{"type":"\ud800","coordinates":[]}""", "must be a GeoJSON Polygon")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,33],[-84,34],[-85,33]]],"\ud800":1}""", "must be a GeoJSON Polygon")]
    [InlineData("""{"type":"Point","coordinates":[-84,33]}""", "must be a GeoJSON Polygon")]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", "needs an outer ring")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[]}""", "at least one polygon")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,33],[-85,33]]]}""", "at least four positions")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,33],[-84,34],[-85,34]]]}""", "not closed")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,34],[-84,33],[-85,34],[-85,33]]]}""", "cross or touch")]
    [InlineData("""{"type":"Polygon","coordinates":[[[33,-185],[34,-184],[33,-184],[33,-185]]]}""", "longitude (-180 to 180)")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33,1],[-84,33,1],[-84,34,1],[-85,33,1]]]}""", "no elevation")]
    [InlineData("""{"type":"Polygon","coordinates":[[["a",33],[-84,33],[-84,34],["a",33]]]}""", "made of numbers")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,33],[-84,34],[-85,33]]],"crs":{}}""", "Only type and coordinates")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-90,70],[0,70],[90,70],[180,70],[-90,70]]]}""", "around a pole")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-85,33],[-84,33],[-84,34],[-85,33]],[[-80,33],[-79,33],[-79,34],[-80,33]]]}""", "hole lies outside")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[-85,33],[-84,33],[-84,34],[-85,33]]],[[[-84.5,33],[-83,33],[-83,34],[-84.5,33]]]]}""", "cross or touch")]
    public void What_is_no_area_is_refused_in_plain_words(string json, string sentence)
    {
        Assert.False(AreaPolygon.TryRead(json, out AreaPolygon? area, out string problem));
        Assert.Null(area);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_drawn_is_read_or_refused_however_near_its_corners_are_to_one_another()
    {
        Random random = new(12);
        int read = 0;
        for (int i = 0; i < 500; i++)
        {
            // Around a middle near which coordinates have few bits left, with corners on few radii and angles, nearly.
            double size = Math.Pow(10, random.Next(-14, 2)), jitter = size * Math.Pow(10, -random.Next(1, 16));
            double west = random.Next(2) == 0 ? -84.1 : 180 - size;
            double[] angles = [.. Enumerable.Range(0, random.Next(3, 40)).Select(_ => (Math.PI / 4 * random.Next(8)) + (jitter * random.NextDouble())).Order()];
            string[] corners = [.. angles.Select(angle => (Angle: angle, Radius: (size * random.Next(1, 3)) + (jitter * random.NextDouble())))
                .Select(at => (X: west + (at.Radius * Math.Cos(at.Angle)), Y: 33 + (at.Radius * Math.Sin(at.Angle))))
                .Select(at => string.Create(CultureInfo.InvariantCulture, $"[{(at.X > 180 ? at.X - 360 : at.X):R},{at.Y:R}]"))];
            string json = $$"""{"type":"Polygon","coordinates":[[{{string.Join(',', corners)}},{{corners[0]}}]]}""";
            bool isRead = AreaPolygon.TryRead(json, out AreaPolygon? area, out string problem);
            Assert.Equal(isRead, area is not null);
            Assert.Equal(isRead, problem.Length == 0);
            read += isRead ? 1 : 0;
        }

        Assert.InRange(read, 50, 450);
    }

    [Fact]
    public void A_thousand_vertices_are_read_and_one_more_is_refused()
    {
        static string Circle(int corners) => string.Join(',', Enumerable.Range(0, corners + 1).Select(i => (2 * Math.PI * (i % corners)) / corners)
            .Select(angle => string.Create(CultureInfo.InvariantCulture, $"[{-84 + Math.Cos(angle):R},{33 + Math.Sin(angle):R}]")));
        AreaPolygon area = Polygon($"[{Circle(999)}]");
        Assert.True(area.Contains(new GeoPoint(33.99, -84)));
        Assert.False(AreaPolygon.TryRead($$"""{"type":"Polygon","coordinates":[[{{Circle(1000)}}]]}""", out _, out string problem));
        Assert.Contains("more than 1000 vertices", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Areas_are_equal_when_their_texts_are_and_say_nothing_of_themselves()
    {
        AreaPolygon one = Polygon("[[-85,33],[-84,33],[-84,34],[-85,33]]"), same = Polygon("[[-85,33],[-84,33],[-84,34],[-85,33]]");
        Assert.Equal(one, same);
        Assert.NotEqual(one, Polygon("[[-85,33],[-84,33],[-84,34.5],[-85,33]]"));
        Assert.DoesNotContain("33", one.ToString(), StringComparison.Ordinal);
    }
}
