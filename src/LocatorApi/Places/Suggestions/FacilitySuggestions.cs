using System.Text.Json;
using Locator.Indexing;
using Locator.Search;
using Locator.Versions;

namespace LocatorApi.Places.Suggestions;

/// <summary>Facilities by the words of their own name, asked of the engine.</summary>
internal static class FacilitySuggestions
{
    /// <summary>Letters and digits from which on names are looked through.</summary>
    private const int Shortest = 2;

    /// <summary>Words up to which a slip is forgiven: each is compared with every word of the directory.</summary>
    private const int MostForgiven = 8;

    public static async Task<IReadOnlyList<Ranked>> OfAsync(
        AskedSuggestions asked, ISearchEngine engine, VersionStamp version, CancellationToken cancellationToken)
    {
        if (asked.Typed.Words.Sum(word => word.Length) < Shortest)
        {
            return [];
        }

        // By name; by name with the city, or a program's name, behind it ("hope house atlanta"); by name with a slip.
        IReadOnlyList<string> words = asked.Typed.Words;
        SearchQuery byName = new() { Origin = asked.Origin, Words = [.. words.Select(NameWords.Of)], Limit = asked.Limit };
        List<SearchQuery> queries = [byName];
        if (words.Count > 1)
        {
            queries.Add(byName with { Words = [NameWords.Of(words[0]), .. words.Skip(1)] });
        }

        if (words.Count <= MostForgiven)
        {
            queries.Add(byName with { ForgiveTyping = true });
        }

        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(version, queries, cancellationToken);
        string whole = string.Join(' ', words);
        return
        [
            .. answers.SelectMany((answer, query) => answer.Hits.Select(hit => (Hit: hit, IsExact: !queries[query].ForgiveTyping)))
                .DistinctBy(found => found.Hit.Id)
                .Select(found => new Ranked(
                    !found.IsExact ? Nearness.Slip : found.Hit.SortName == whole ? Nearness.Whole : Nearness.Beginning, SuggestionOf(found.Hit))),
        ];
    }

    private static Suggestion SuggestionOf(SearchHit hit)
    {
        using JsonDocument document = JsonDocument.Parse(hit.Document.ToBytes());
        JsonElement address = document.RootElement.GetProperty("address");
        string? Part(string name) => address.GetProperty(name).GetString();
        string city = $"{Part("city")}, {Part("state")} {Part("zip")}".TrimEnd();

        // Sites of one organization have one name; only their streets tell them apart.
        string detail = Part("street1") is { Length: > 0 } street ? $"{street}, {city}" : city;
        return new Suggestion("facility", document.RootElement.GetProperty("name").GetString()!, detail, null, hit.Id);
    }
}
