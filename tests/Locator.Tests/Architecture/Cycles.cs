namespace Locator.Tests.Architecture;

/// <summary>Cycles in a directed graph.</summary>
internal static class Cycles
{
    /// <summary>
    /// The nodes of a shortest cycle in their order, the first not repeated at the end; empty where there is none. The same
    /// edges in any order give the same cycle.
    /// </summary>
    public static IReadOnlyList<string> Shortest(IEnumerable<(string From, string To)> edges)
    {
        SortedDictionary<string, SortedSet<string>> graph = new(StringComparer.Ordinal);
        foreach ((string from, string to) in edges)
        {
            if (!graph.TryGetValue(from, out SortedSet<string>? next))
            {
                graph.Add(from, next = new SortedSet<string>(StringComparer.Ordinal));
            }

            next.Add(to);
        }

        List<string> shortest = [];
        foreach (string start in graph.Keys)
        {
            List<string> found = ShortestFrom(start, graph);
            if (found.Count > 0 && (shortest.Count == 0 || found.Count < shortest.Count))
            {
                shortest = found;
            }
        }

        return shortest;
    }

    /// <summary>Breadth first, until the start is met again.</summary>
    private static List<string> ShortestFrom(string start, SortedDictionary<string, SortedSet<string>> graph)
    {
        Dictionary<string, string> cameFrom = [];
        Queue<string> waiting = new([start]);
        while (waiting.TryDequeue(out string? node))
        {
            foreach (string next in graph.GetValueOrDefault(node) ?? [])
            {
                if (next == start)
                {
                    List<string> cycle = [node];
                    while (cycle[^1] != start)
                    {
                        cycle.Add(cameFrom[cycle[^1]]);
                    }

                    cycle.Reverse();
                    return cycle;
                }

                if (cameFrom.TryAdd(next, node))
                {
                    waiting.Enqueue(next);
                }
            }
        }

        return [];
    }
}
