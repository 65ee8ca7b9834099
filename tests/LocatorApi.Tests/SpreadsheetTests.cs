using System.Diagnostics;
using System.Globalization;
using CsvHelper;
using Locator.Facilities;

namespace LocatorApi.Tests;

/// <summary>
/// Tables go through a real spreadsheet, LibreOffice, and come back as they were. <see cref="FormatsTests"/> reads every table back by a
/// parser as well, for who has none.
/// </summary>
public sealed class SpreadsheetTests
{
    [Theory]
    [InlineData("/v1/search?state=MA")]
    [InlineData("/v1/export")]
    public async Task LibreOffice_opens_a_table_with_phones_ZIP_Codes_and_accents_intact_and_runs_no_formula(string path)
    {
        string? office = Array.Find(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder => File.Exists(Path.Combine(folder, "soffice")));
        Assert.SkipWhen(office is null && Environment.GetEnvironmentVariable("CI") != "true", "LibreOffice is not installed.");
        Assert.True(office is not null, "LibreOffice is not installed (Debian: libreoffice-calc-nogui).");
        Facility facility = TestFacilities.At(42.35, -71.06, 7, "SA", "OP", "MD") with
        {
            Name = "=1+1",
            Address = new Address("+1 Élan Street, \"Niño\" Building", null, "Boston", "MA", "02139", "Suffolk", "25025"),
            Phones = [new Phone("main", "+16175550100", "12", "617-555-0100 ext. 12", ["f07-su1"])],
        };
        await using ApiHost api = await ApiHost.ServingAsync([facility]);
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.Add("Accept", "text/csv");
        string folder = System.IO.Directory.CreateTempSubdirectory("locator-sheet-").FullName;
        try
        {
            string table = Path.Combine(folder, "programs.csv"), back = Path.Combine(folder, "back");
            await File.WriteAllBytesAsync(table, await client.GetByteArrayAsync(path));
            // Comma, quotation mark, UTF-8: what its dialog offers for a file that begins with a byte order mark.
            await ConvertAsync(Path.Combine(office, "soffice"), folder, "--infilter=CSV:44,34,76", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", back, table);
            using CsvReader reader = new(new StringReader((await File.ReadAllTextAsync(Path.Combine(back, "programs.csv"))).TrimStart('\uFEFF')), CultureInfo.InvariantCulture);
            IDictionary<string, object> row = Assert.Single(reader.GetRecords<dynamic>().Select(row => (IDictionary<string, object>)row).ToArray());
            Assert.Equal("f07", row["facilityId"]);
            Assert.Equal("'=1+1", row["name"]);
            Assert.Equal("'+1 Élan Street, \"Niño\" Building", row["street1"]);
            Assert.Equal("617-555-0100 ext. 12", row["phone"]);
            Assert.Equal("MA 02139", row["stateZip"]);
            Assert.Equal("-71.06", row["lon"]);
            Assert.Equal("medicaid", row["payment"]);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ConvertAsync(string office, string folder, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            office, ["--headless", "--norestore", "-env:UserInstallation=" + new Uri(Path.Combine(folder, "profile")), .. arguments])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        string said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
    }
}
