using System.Buffers;
using Locator.Facilities;
using Locator.Search;
using Locator.Text;
using LocatorApi.Facilities;
using LocatorApi.Formats;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Forms;
using LocatorApi.Pages.Layout;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Pages.Shortlist;

/// <summary>Facilities that somebody ticked: side by side, as a table for a spreadsheet and as a text to send. Nothing of them is kept here.</summary>
internal sealed class ShortlistPages(
    ServedDirectory directories, ISearchEngine engine, WithdrawnFacilities withdrawn, PageContext page, TimeProvider time)
{
    /// <summary>The button that takes one away.</summary>
    private const string DropName = "drop";

    /// <summary>The form of a link: its ids.</summary>
    public static SearchForm Linked(RawParameters query) => FormOf([], query.Of("id").SelectMany(text => text.Split(',')));

    /// <summary>A form that was sent, without what its button took away.</summary>
    public static SearchForm Sent(SearchForm form) => FormOf(
        form.Fields.Where(field => field.Name != DropName), form.Picked.Where(id => !form.Asks(DropName, id)));

    /// <summary>The page.</summary>
    public async Task<IResult> PageAsync(SearchForm form, HttpContext context)
    {
        (SavedFacilities? saved, ProblemHttpResult? problem) = await FindAsync(form, context.RequestAborted);
        return saved is null ? problem! : PageResults.Of<ShortlistPage>(new
        {
            Shortlist = new ComparedPlaces(
                [.. InOrder(saved).Select(record => new ShortlistedPlace(record.Id, StatedFacts.Of(record.Document)))],
                [.. saved.Withdrawn.Select(gone => new WithdrawnPlace(gone.Id, gone.Withdrawal.Since.Date))],
                saved.Unknown.Count,
                form,
                form.Picked.Count > BatchEndpoints.MostIds,
                DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)),
        });
    }

    /// <summary>The rows that the export of the directory has for these facilities, with its columns.</summary>
    public async Task<IResult> TableAsync(SearchForm form, HttpContext context)
    {
        (SavedFacilities? saved, ProblemHttpResult? problem) = await FindAsync(form, context.RequestAborted);
        if (saved is null)
        {
            return problem!;
        }

        Vocabulary vocabulary = page.Labels.Vocabulary;
        ArrayBufferWriter<byte> buffer = new();
        ListedFacility like = new("", default) { ServiceCodes = new Dictionary<string, IReadOnlyList<StatedCode>>() };
        using (FacilityTable table = new(vocabulary, like))
        {
            foreach (FacilityRecord record in InOrder(saved))
            {
                table.Add(new ListedFacility(record.Id, record.Document) { ServiceCodes = StatedCodes.Of(record, vocabulary) });
            }

            table.MoveTo(buffer);
        }

        context.Response.Headers.ContentDisposition = SearchFormats.FileNamed("shortlist", saved.Version.Manifest.Version);
        return TypedResults.Bytes(buffer.WrittenMemory, AnswerFormat.Csv.ContentType);
    }

    private async Task<(SavedFacilities? Saved, ProblemHttpResult? Problem)> FindAsync(SearchForm form, CancellationToken cancellationToken)
    {
        if (directories.Current is not { } current)
        {
            return (null, ServedDirectory.NotLoaded());
        }

        string[] ids = [.. form.Picked.Take(BatchEndpoints.MostIds)];
        return ids.Length == 0
            ? (new SavedFacilities(current, [], [], []), null)
            : (await SavedFacilities.OfAsync(ids, current, directories, engine, withdrawn, cancellationToken), null);
    }

    /// <summary>By name, as searches without an origin are ordered: ticks come in the order of a list, which is that of distances.</summary>
    private static IEnumerable<FacilityRecord> InOrder(SavedFacilities saved) => saved.Found
        .Select(record => (Record: record, Name: string.Join(' ', FoldedText.Words(StatedFacts.Of(record.Document).Name))))
        .OrderBy(named => named.Name, StringComparer.Ordinal).ThenBy(named => named.Record.Id, StringComparer.Ordinal)
        .Select(named => named.Record);

    /// <summary>What is no text is no id.</summary>
    private static SearchForm FormOf(IEnumerable<(string Name, string Value)> fields, IEnumerable<string> ids) =>
        SearchForm.Of([.. fields, .. ids.Where(ReadableText.Is).Select(id => (SearchForm.PickName, id))]);
}
