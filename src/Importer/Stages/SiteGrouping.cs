namespace Importer.Stages;

/// <summary>A site: the rows that become one facility, in source order, each with its key among them.</summary>
/// <param name="Key">Of the site; several sites without a street may be alike in it until they are identified.</param>
/// <param name="Programs">At least one; several may be alike in their key until they are identified.</param>
internal sealed record Site(string Key, IReadOnlyList<SiteProgram> Programs);

/// <summary>A row and what recognizes it among those of its site.</summary>
internal sealed record SiteProgram(string Key, CleanRow Row);

/// <summary>Finds the rows that stand at one site.</summary>
internal static class SiteGrouping
{
    /// <summary>
    /// Rows of the same name, street and ZIP are one site, across all files. A row whose street is withheld is always a
    /// site of its own.
    /// </summary>
    public static IReadOnlyList<Site> Group(IEnumerable<CleanRow> rows)
    {
        List<Site> sites = [];
        foreach (IGrouping<string, CleanRow> alike in rows.GroupBy(SiteKey.Of))
        {
            IEnumerable<SiteProgram> programs = alike.Select(row => new SiteProgram(SiteKey.OfProgram(row), row));
            if (alike.First().Street1 is null)
            {
                sites.AddRange(programs.Select(program => new Site(alike.Key, [program])));
            }
            else
            {
                sites.Add(new Site(alike.Key,
                    [.. programs.OrderBy(program => program.Row.Source.Source).ThenBy(program => program.Row.Source.Row)]));
            }
        }

        return sites;
    }
}
