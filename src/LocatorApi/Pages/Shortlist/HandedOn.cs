using System.Text;
using LocatorApi.Facilities;
using LocatorApi.Notices;
using LocatorApi.Pages.Facilities;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Layout;

namespace LocatorApi.Pages.Shortlist;

/// <summary>A shortlist as it is sent to somebody else: the places, and nothing of who looked for them or where.</summary>
internal static class HandedOn
{
    /// <summary>Programs that open such links take about 2,000 characters; what is longer they cut without a word.</summary>
    private const int LongestLink = 1_900;

    /// <summary>The address of the shortlist, in the language of whoever opens it.</summary>
    public static string Link(IEnumerable<ShortlistedPlace> places, Uri origin) =>
        new Uri(origin, "/shortlist?" + string.Join('&', places.Select(place => "id=" + Uri.EscapeDataString(place.Id)))).AbsoluteUri;

    /// <summary>The text: name, address, numbers, whom the place takes, its page; then how old it is, and whom to call in a crisis.</summary>
    public static string Text(IReadOnlyList<ShortlistedPlace> places, PageContext page)
    {
        StringBuilder text = new();
        foreach ((string id, FacilityFacts facts) in places.Select(place => (place.Id, (FacilityFacts)place.Facts)))
        {
            text.Append(facts.Name).Append('\n').Append(Placed.Address(facts.Address)).Append('\n');
            foreach (FacilityPhone phone in facts.Phones)
            {
                text.Append(phone.Display).Append(phone.Kind == "main" ? "" : $" ({page.T["phone." + phone.Kind]})").Append('\n');
            }

            foreach (string limit in facts.Programs.SelectMany(program => LimitsOf(program, page.T)).Distinct())
            {
                text.Append(limit).Append('\n');
            }

            text.Append(Placed.Age(facts, page.T)).Append('\n');
            text.Append(new Uri(page.Origin, "/facilities/" + Uri.EscapeDataString(id)).AbsoluteUri).Append("\n\n");
        }

        text.Append(page.T["shortlist.text-end"]);
        if (page.Notices.FirstOrDefault(notice => notice.Kind == NoticeKinds.Crisis)?.Phone is { } crisis)
        {
            text.Append(' ').Append(crisis == "988" ? page.T["shortlist.text-crisis-988"] : page.T.Format("shortlist.text-crisis", crisis));
        }

        return text.ToString();
    }

    /// <summary>A link that opens the text in a program for mail; null where it is too long for one.</summary>
    public static string? Mail(string text, PageTexts t) => Short(
        $"mailto:?subject={Uri.EscapeDataString(t["shortlist.text-subject"])}&body={Uri.EscapeDataString(text.ReplaceLineEndings("\r\n"))}");

    /// <summary>A link that opens the text as a message (RFC 5724; with the mark before the body that the systems of all telephones take); null where it is too long.</summary>
    public static string? Message(string text) => Short($"sms:?&body={Uri.EscapeDataString(text)}");

    private static string? Short(string link) => link.Length <= LongestLink ? link : null;

    private static IEnumerable<string> LimitsOf(FacilityProgram program, PageTexts t)
    {
        if (program.RestrictedTo.Count > 0)
        {
            yield return $"{t["limit.only"]} {string.Join("; ", program.RestrictedTo.Select(client => t["limit." + client]))}.";
        }

        foreach (string served in program.OperatedFor)
        {
            yield return t["operated." + served];
        }
    }
}
