namespace Importer.Stages;

/// <summary>A site: the rows that become one facility, in source order, each with its key among them.</summary>
internal sealed record Site(string Key, IReadOnlyList<SiteProgram> Programs);

/// <summary>A row and what recognizes it among those of its site.</summary>
internal sealed record SiteProgram(string Key, CleanRow Row);

/// <summary>Finds the rows that stand at one site.</summary>
internal static class SiteGrouping
{
    /// <summary>
    /// Rows of the same name, street and ZIP are one site, across all files. A row whose street is withheld is always a
    /// site of its own. Keys do not depend on the order of rows: ordinals are given by content.
    /// </summary>
    public static IReadOnlyList<Site> Group(IEnumerable<CleanRow> rows)
    {
        List<Site> sites = [];
        foreach (IGrouping<string, CleanRow> alike in rows.GroupBy(SiteKey.Of))
        {
            if (alike.First().Street1 is null)
            {
                sites.AddRange(Numbered(alike.Key, alike).Select(row => new Site(row.Key, [row with { Key = SiteKey.OfProgram(row.Row) }])));
            }
            else
            {
                sites.Add(new Site(alike.Key,
                [
                    .. alike.GroupBy(SiteKey.OfProgram)
                        .SelectMany(programs => Numbered(programs.Key, programs))
                        .OrderBy(program => program.Row.Source.Source).ThenBy(program => program.Row.Source.Row),
                ]));
            }
        }

        return sites;
    }

    private static IEnumerable<SiteProgram> Numbered(string key, IEnumerable<CleanRow> rows) =>
        rows.OrderBy(row => row.Content, StringComparer.Ordinal)
            .Select((row, index) => new SiteProgram(SiteKey.Numbered(key, index + 1), row));
}
