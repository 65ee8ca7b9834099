namespace LocatorApi.Places.Suggestions;

/// <summary>A suggestion and how near it is to what was typed.</summary>
internal readonly record struct Ranked(Nearness Nearness, Suggestion Suggestion)
{
    /// <summary>
    /// The first of several lists, each of them in its order: in turns one of each list, so that no kind hides the others (there are
    /// twenty towns called Hope, and facilities), in every turn whole names first; what needs a slip comes behind all of them.
    /// </summary>
    public static IReadOnlyList<Suggestion> Merge(IReadOnlyList<IReadOnlyList<Ranked>> lists, int limit) =>
    [
        .. lists
            .SelectMany(list => list.Where(ranked => ranked.Nearness != Nearness.Slip).Select((ranked, turn) => (Ranked: ranked, Turn: turn)))
            .Concat(lists.SelectMany(list => list.Where(ranked => ranked.Nearness == Nearness.Slip).Select((ranked, turn) => (Ranked: ranked, Turn: turn))))
            .OrderBy(pair => pair.Ranked.Nearness == Nearness.Slip)
            .ThenBy(pair => pair.Turn)
            .ThenBy(pair => pair.Ranked.Nearness)
            .Select(pair => pair.Ranked.Suggestion)
            .Take(limit),
    ];
}
