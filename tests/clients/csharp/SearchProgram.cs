// Searches a running API with the client that NSwag makes of its description.
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;

namespace Outsider;

public static class SearchProgram
{
    public static async Task<IReadOnlyList<string>> RunAsync(string address, HttpClient http)
    {
        LocatorClient client = new(http) { BaseUrl = address };
        SearchPage page = await client.SearchAsync(
            zip: "30309", level: [LevelValue.IntensiveOutpatient], payment: [PaymentValue.Medicaid, PaymentValue.Medicare], limit: 5);
        List<string> lines = [$"total {page.Total}"];
        lines.AddRange(page.Results.Select(result =>
            $"{result.Name}, {result.Address.City}, {result.DistanceMiles:0} mi: {string.Join(", ", result.Programs.SelectMany(program => program.Level))}"));
        FacilityDetails facility = await client.GetFacilityAsync(page.Results.First().Id);
        lines.Add($"facility {facility.Name}");
        try
        {
            _ = await client.SearchAsync(zip: "3030");
        }
        catch (ApiException<Problem> refused)
        {
            lines.Add($"refused {refused.StatusCode}: {refused.Result.Errors["zip"].First()}");
        }

        return lines;
    }
}

/// <summary>NSwag's client reads lists of named values only with this converter.</summary>
public partial class LocatorClient
{
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.Converters.Add(new JsonStringEnumConverter());
}
