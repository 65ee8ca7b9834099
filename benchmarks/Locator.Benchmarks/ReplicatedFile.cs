using System.Globalization;
using System.IO.Compression;
using System.Text;
using Sylvan.Data.Csv;

namespace Locator.Benchmarks;

/// <summary>
/// A directory file many times over, to see how the system grows: every copy of a row has a name and a street of its own and
/// stands up to two hundredths of a degree (about 2 km) away; rows at one place stay together. Every run writes the same file.
/// </summary>
internal static class ReplicatedFile
{
    private const double Jitter = 0.02;

    /// <summary>Writes the gzipped CSV file of <see cref="BenchmarkDirectory"/> so many times into another.</summary>
    public static void Write(int copies, string target)
    {
        using StreamReader text = new(new GZipStream(File.OpenRead(BenchmarkDirectory.File), CompressionMode.Decompress));
        using CsvDataReader rows = CsvDataReader.Create(text);
        using StreamWriter output = new(new GZipStream(File.Create(target), CompressionLevel.Fastest), new UTF8Encoding(false));
        int name = rows.GetOrdinal("name1"), street = rows.GetOrdinal("street1");
        int latitude = rows.GetOrdinal("latitude"), longitude = rows.GetOrdinal("longitude");
        WriteRow(output, [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)]);
        while (rows.Read())
        {
            for (int copy = 0; copy < copies; copy++)
            {
                string[] fields = [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetString)];
                if (copy > 0)
                {
                    fields[name] = string.Create(CultureInfo.InvariantCulture, $"{fields[name]} {copy}");
                    fields[street] = fields[street].Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{fields[street]} Building {copy}");
                    if (fields[latitude].Length > 0)
                    {
                        double north = Degrees(fields[latitude]), east = Degrees(fields[longitude]);
                        Random random = RandomOf(north, east, copy);
                        fields[latitude] = Text(Moved(north, random));
                        fields[longitude] = Text(Moved(east, random));
                    }
                }

                WriteRow(output, fields);
            }
        }
    }

    private static double Degrees(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double degrees) => degrees.ToString("F6", CultureInfo.InvariantCulture);

    /// <summary>What moves the copies at one place: the same for all of them.</summary>
    internal static Random RandomOf(double north, double east, int copy) => new((int)(north * 1e6) ^ ((int)(east * 1e6) * 31) ^ copy);

    /// <summary>Degrees some way off.</summary>
    internal static double Moved(double degrees, Random random) => degrees + (((2 * random.NextDouble()) - 1) * Jitter);

    /// <summary>RFC 4180, every field in quotes.</summary>
    private static void WriteRow(StreamWriter output, IEnumerable<string> fields) =>
        output.Write(string.Join(',', fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n");
}
